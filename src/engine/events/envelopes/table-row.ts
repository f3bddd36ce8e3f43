import type { Json, JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { columnName, innerName } from '../field-names.ts';
import { parseStructText } from '../struct-text.ts';
import { formatTime, timeOf } from '../time.ts';
import { resourceOf } from './lookup-events.ts';

/** Fields whose inner names are fixed, and lower case in Lake results. Names inside parameters are the service's. */
const FIXED = new Set(['userIdentity', 'resources', 'tlsDetails', 'addendum', 'eventContext']);
const BOOLEAN = new Set(['readOnly', 'managementEvent', 'sessionCredentialFromConsole']);

/**
 * A row of a table of events: the console's event history as CSV, or a CloudTrail Lake result. Columns go by name in any order,
 * case and spelling. A table holds what was selected, structures as `{k=v}` text: the event is partial.
 * @param cells column name and value; values that aren't text are kept as they are
 */
export function readTableRow(cells: Iterable<readonly [string, unknown]>, decoding: Decoding, raw: string): void {
  const record: Record<string, Json> = {};
  const identity: Record<string, Json> = {};
  let resourceType: string | undefined;
  let resourceName: string | undefined;
  for (const [column, cell] of cells) {
    if (cell === null || cell === undefined || cell === '' || cell === 'null' || cell === '-') continue;
    const name = columnName(column);
    if (name === undefined) continue;
    if (name === 'userName' || name === 'accessKeyId') identity[name] = cell as Json;
    else if (name === 'resourceType') resourceType = String(cell);
    else if (name === 'resourceName') resourceName = String(cell);
    else if (name === 'eventJson') {
      // Lake keeps the whole event in this column: nothing is lost then.
      if (typeof cell === 'string' && cell.startsWith('{')) {
        decoding.within({ text: cell });
        return;
      }
    } else record[name] = toValue(name, cell);
  }
  if (record.userIdentity === undefined && Object.keys(identity).length > 0) record.userIdentity = identity;
  if (record.resources === undefined && (resourceType ?? resourceName) !== undefined)
    record.resources = [resourceOf(resourceType, resourceName)];
  if (typeof record.eventName !== 'string') {
    decoding.reject('DECODE_FIELD', 'the row has no event name');
    return;
  }
  const at = timeOf(record.eventTime);
  if (at === undefined) {
    decoding.reject(
      'DECODE_FIELD',
      `the row has ${record.eventTime === undefined ? 'no event time' : 'an event time that is no time'}`,
    );
    return;
  }
  record.eventTime = formatTime(at);
  decoding.record(record, at, true, raw);
}

/** Do these column names belong to a table of events? */
export function isEventTable(columns: readonly string[]): boolean {
  const names = new Set(columns.map(columnName));
  return names.has('eventJson') || (names.has('eventTime') && names.has('eventName'));
}

function toValue(name: string, cell: unknown): Json {
  if (typeof cell !== 'string') return cell as Json;
  if (BOOLEAN.has(name) && (cell === 'true' || cell === 'false')) return cell === 'true';
  const first = cell[0];
  if (first !== '{' && first !== '[') return cell;
  const value = parsed(cell) ?? (first === '{' ? parseStructText(cell) : parseStructText(`{list=${cell}}`)?.list) ?? cell;
  return FIXED.has(name) ? withNames(value, 8) : value;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function withNames(value: Json, depth: number): Json {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((element) => withNames(element, depth - 1));
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .filter((entry): entry is [string, Json] => entry[1] !== null && entry[1] !== undefined)
      .map(([key, child]) => [
        key === 'arn' && (value as JsonObject).accountid !== undefined && isResource(value as JsonObject)
          ? 'ARN'
          : innerName(key),
        withNames(child, depth - 1),
      ]),
  );
}

/** In `resources` the name is `ARN`, in `userIdentity` it is `arn`; Lake says `arn` for both. */
function isResource(value: JsonObject): boolean {
  return typeof value.type === 'string' && value.type.startsWith('AWS::');
}
