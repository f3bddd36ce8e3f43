import { forTerminal } from '../../../base/escape.ts';
import type { Finding } from '../../../model/finding.ts';

/** What no shell and no template of a rule can misread. */
const harmless = /^[A-Za-z0-9_.:/@-]+$/;

/**
 * The command that shows the first event of a finding. The id may be an attacker's: it is quoted for a POSIX shell, and given to
 * the AWS CLI as JSON where its shorthand would read more out of it. Undefined where there is no id, or one that can't be copied
 * from a screen.
 * Source: AWS CLI Command Reference, `cloudtrail lookup-events`; AWS CLI User Guide, "Using shorthand syntax".
 */
export function lookupCommand({ eventIds, region }: Pick<Finding, 'eventIds' | 'region'>): string | undefined {
  const [id] = eventIds;
  if (id === undefined || id === '' || id.length > 200 || forTerminal(id) !== id) return undefined;
  const attributes = harmless.test(id)
    ? `AttributeKey=EventId,AttributeValue=${id}`
    : shellQuote(JSON.stringify([{ AttributeKey: 'EventId', AttributeValue: id }]));
  const where = isRegion(region) ? ` --region ${region}` : '';
  return `aws cloudtrail lookup-events --lookup-attributes ${attributes}${where}`;
}

/** One argument of a POSIX shell: as it is where that is safe, in single quotes otherwise. */
export function shellQuote(text: string): string {
  return harmless.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The placeholders of a rule's commands whose value is certain: `<region>` where all events have one, `<account>`. Others could mean
 * the victim as well as the actor. Only values of a known form, so that nothing of an attacker gets into a command.
 */
export function fillPlaceholders(text: string, { account, region, context }: Finding): string {
  const oneRegion = context.regions.length <= 1 && isRegion(region);
  const withRegion = oneRegion ? text.replaceAll('<region>', region) : text;
  return /^\d{12}$/.test(account) ? withRegion.replace(/<account(?:-id)?>/g, account) : withRegion;
}

/** By its form: partitions and regions are added all the time. */
function isRegion(text: string): boolean {
  return text.length <= 30 && /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/.test(text);
}
