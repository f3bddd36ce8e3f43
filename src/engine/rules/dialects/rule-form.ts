import type { JsonSource, JsonSourceObject } from '../../../base/json-source.ts';
import { askingFields } from './monitored-events/definition-fields.ts';
import { filterListKey } from './metric-filter/filter-list.ts';
import { eventListKeys } from './monitored-events/event-file.ts';

/** What a value in a rule file can be. */
export type RuleForm = 'rule' | 'rule-list' | 'event-file' | 'filter-list' | 'definition' | 'pattern';

/** The keys at the top of an event in EventBridge's shape. */
const envelopeKeys = [
  'version',
  'id',
  'detail-type',
  'source',
  'account',
  'time',
  'region',
  'resources',
  'detail',
  'replay-name',
];

/**
 * Which form an object has, told from its top keys alone. The rule of thumb: what asks about the envelope is an event pattern.
 * `docs/monitored-events.md` states the order for users.
 */
export function formOf(node: JsonSourceObject): RuleForm | undefined {
  const top = new Map(node.members.map(({ key, value }) => [key, value.kind]));
  const holds = (key: string, ...kinds: readonly JsonSource['kind'][]) => kinds.includes(top.get(key)!);
  if (holds('Rules', 'array')) return 'rule-list';
  if (top.has('EventPattern') || top.has('ScheduleExpression')) return 'rule';
  if (top.has('Name') && ['State', 'Arn', 'EventBusName'].some((key) => top.has(key))) return 'rule';
  if (holds(filterListKey, 'array')) return 'filter-list';
  if (eventListKeys.some((key) => holds(key, 'array'))) return 'event-file';
  if (holds('id', 'string') && !holds('detail-type', 'string')) return 'definition';
  if (top.has('$or') || [...top.keys()].some((key) => isOfEnvelope(key) && holds(key, 'array', 'object'))) return 'pattern';
  if (askingFields.some((key) => top.has(key)) || top.has('severity')) return 'definition';
  // A pattern with a slip (a text instead of a list): its own compiler says it best.
  if ([...top.keys()].some((key) => isOfEnvelope(key) || key === 'id')) return 'pattern';
  return undefined;
}

/** `detail`, and `detail.eventName`: in a pattern the one is as good as the other. `id` alone may be a definition's. */
function isOfEnvelope(key: string): boolean {
  const [name = ''] = key.split('.', 1);
  return key !== 'id' && envelopeKeys.includes(name);
}
