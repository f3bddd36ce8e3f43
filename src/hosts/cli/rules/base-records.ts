import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import { parseJsonSource, toJson } from '../../../base/json-source.ts';
import { Problem } from '../../../base/problem.ts';
import { shippedFolder } from '../../rules/rule-files.ts';

/**
 * The records that tests begin with, by name: the shipped ones, and those in folders called `records` in the given folders or
 * beside the given files.
 * @throws {Problem} RULE_JSON, RULE_FIELD
 */
export function readBaseRecords(paths: readonly string[]): Record<string, JsonObject> {
  const folders = [
    join(shippedFolder, 'records'),
    ...paths.map((path) => join(statSync(path).isDirectory() ? path : dirname(path), 'records')),
  ];
  const files = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(folder, name))
      : [],
  );
  return Object.fromEntries(files.map((file) => [basename(file, '.json'), recordIn(file)]));
}

function recordIn(file: string): JsonObject {
  const record = toJson(parseJsonSource(readFileSync(file, 'utf8'), { file }));
  if (isJsonObject(record)) return record;
  throw new Problem('RULE_FIELD', 'a base record must be an object', { at: { file }, hint: 'Put one CloudTrail record into it' });
}
