import { isPlainField } from '../../../lint/record-fields.ts';
import { selectorText } from '../../../selected.ts';

/** What is known of a field of CloudTrail's records, and how a filter pattern names it. */
export interface RecordField {
  /** `$.userIdentity.type`. */
  readonly selector: string;
  /**
   * `text`: a text or not there, as CloudTrail's reference has it. `flag`: true or false, or not there. `open`: what a service writes
   * there may be anything.
   */
  readonly kind: 'text' | 'flag' | 'open';
  /** Every record has it. */
  readonly isAlwaysThere: boolean;
  /** AWS chooses what is in it, and always writes it the same way. */
  readonly isVocabulary: boolean;
  /** It lies in the elements of a list. */
  readonly isInList: boolean;
}

/** As every record has had them since the first version. */
const alwaysThere = new Set(['awsRegion', 'eventID', 'eventName', 'eventSource', 'eventTime', 'eventVersion']);

const flags = new Set(['readOnly', 'managementEvent']);
const vocabulary = new Set([
  ...['awsRegion', 'errorCode', 'eventCategory', 'eventName', 'eventSource', 'eventType', 'recipientAccountId'],
  ...['userIdentity.type', 'userIdentity.accessKeyId', 'userIdentity.accountId', 'userIdentity.invokedBy'],
  ...['userIdentity.sessionContext.sessionIssuer.type', 'userIdentity.sessionContext.attributes.mfaAuthenticated'],
]);

/** `path` is that of a predicate: dots between names, from the envelope on. Undefined for what is no part of the record. */
export function recordField(path: string): RecordField | undefined {
  if (!path.startsWith('detail.')) return undefined;
  const name = path.slice('detail.'.length);
  const [first, ...rest] = name.split('.');
  if (name.includes("'") || /[\n\r]/.test(name) || name.split('.').includes('')) return undefined;
  const isInList = first === 'resources' && rest.length > 0;
  const keys = [first!, ...rest].map((key) => ({ key }));
  const selector = isInList ? [keys[0]!, { every: 'element' } as const, ...keys.slice(1)] : keys;
  return {
    selector: selectorText(selector),
    kind: flags.has(name) ? 'flag' : isPlainField(name) ? 'text' : 'open',
    isAlwaysThere: alwaysThere.has(name),
    isVocabulary: vocabulary.has(name),
    isInList,
  };
}
