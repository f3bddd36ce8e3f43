import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Decoding } from '../decoding.ts';
import { isEventTable, readTableRow } from './table-row.ts';

/**
 * A row of a CloudTrail Lake result as `get-query-results` prints it: an array of objects with one key each
 * (`[{"eventid":"…"},{"eventtime":"…"}]`). Source: AWS CloudTrail API Reference, "GetQueryResults".
 */
export function readLakeRow(value: readonly unknown[], decoding: Decoding): boolean {
  const cells: [string, unknown][] = [];
  for (const element of value) {
    if (!isJsonObject(element)) return false;
    const keys = Object.keys(element);
    if (keys.length !== 1) return false;
    cells.push([keys[0] as string, element[keys[0] as string]]);
  }
  if (cells.length === 0 || !isEventTable(cells.map(([name]) => name))) return false;
  readTableRow(cells, decoding, decoding.text ?? JSON.stringify(value));
  return true;
}

/** The same as an object, as tools make it of a row: `{"eventid":"…","eventtime":"…"}`. */
export function readLakeObject(value: JsonObject, decoding: Decoding): boolean {
  if (value.eventtime === undefined && value.eventTime === undefined && value.eventjson === undefined) return false;
  const columns = Object.keys(value);
  if (!isEventTable(columns)) return false;
  readTableRow(Object.entries(value), decoding, decoding.text ?? JSON.stringify(value));
  return true;
}
