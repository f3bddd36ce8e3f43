import type { EpochMs } from '../../../base/units.ts';
import { DAY } from '../../../base/units.ts';
import { hash128 } from '../../../base/hash.ts';
import { type FindingStatus, findingStatuses } from '../../../model/finding.ts';
import type { ItemKey } from '../../aws/use/dynamodb.ts';
import type { IndexedField } from '../finding-filter.ts';
import type { Position } from '../page-cursor.ts';

/** What stands in `pk` before the name of each kind of item. Most have one item to a partition: their `sk` is `ONLY`. */
export type Kind = 'cell' | 'seen' | 'finding' | 'message' | 'feed' | 'reject' | 'unit';
export const ONLY = '-';

/** DynamoDB allows 2,048 bytes for a partition key and 1,024 for a sort key. A character has up to 3 bytes. */
const LONGEST_TEXT = 300;

/**
 * A text as part of a key: as it is where people may want to read it; a hash where it is long or no Unicode (half of a surrogate
 * pair would be lost on the wire). No text is taken for another's hash, for what begins like one is hashed too.
 */
export function keyText(text: string): string {
  const plain = text.length <= LONGEST_TEXT && !text.startsWith('~') && !/\p{Cs}/u.test(text);
  return plain ? text : `~${hash128(JSON.stringify(text))}`;
}

export function keyOf(kind: Kind, name: string): ItemKey {
  return { pk: `${kind}#${keyText(name)}`, sk: ONLY };
}

/** Threads of a finding are one partition, by sink. */
export function threadKey(findingId: string, to: string): ItemKey {
  return { pk: threadsOf(findingId), sk: `to#${keyText(to)}` };
}
export function threadsOf(findingId: string): string {
  return `thread#${keyText(findingId)}`;
}

/** Checkpoints of a source are one partition, so that all of them can be read consistently. */
export function checkpointKey(source: string, key: string): ItemKey {
  return { pk: checkpointsOf(source), sk: `key#${keyText(key)}` };
}
export function checkpointsOf(source: string): string {
  return `checkpoint#${keyText(source)}`;
}

/**
 * Parts of an index that would be one partition otherwise: a partition takes 1,000 writes a second, and what is new is written at
 * one end of it. `bench/partitioning.ts` says where that bends.
 */
export const SHARDS = 4;
export const shards: readonly number[] = Array.from({ length: SHARDS }, (_, i) => i);

export function shardOf(id: string): number {
  return Number.parseInt(hash128(JSON.stringify(id)).slice(0, 4), 16) % SHARDS;
}

/** Actors are many already. */
const sharded: ReadonlySet<IndexedField> = new Set(['ruleId', 'account', 'severity', 'status']);

/** The partition of the index of `field` that a finding is in. */
export function findingPartition(field: IndexedField, value: string, day: string, id: string): string {
  return partition(value, day, sharded.has(field) ? shardOf(id) : 0);
}

/** All partitions of one day that hold the findings with this value; without a field: all findings. */
export function findingPartitions(field: IndexedField | undefined, value: string | undefined, day: string): readonly string[] {
  if (field === undefined || value === undefined) return findingStatuses.flatMap((status) => statusPartitions(status, day));
  return sharded.has(field) ? shards.map((shard) => partition(value, day, shard)) : [partition(value, day, 0)];
}

export function statusPartitions(status: FindingStatus, day: string): readonly string[] {
  return shards.map((shard) => partition(status, day, shard));
}

function partition(value: string, day: string, shard: number): string {
  return `finding#${keyText(value)}#${day}#${shard}`;
}

/** Other things that are listed: all partitions of a list. */
export function listPartitions(list: string): readonly string[] {
  return shards.map((shard) => `${list}#${shard}`);
}
export function listPartition(list: string, id: string): string {
  return `${list}#${shardOf(id)}`;
}

/** Times that a `Date` can hold, as texts of one length that are ordered as they are. */
const RANGE = 8_640_000_000_000_000;
function digits(at: number): string {
  const whole = BigInt(Math.floor(Math.max(-RANGE, Math.min(RANGE, at))));
  return (whole + BigInt(RANGE)).toString().padStart(17, '0');
}

/** The sort key of lists that begin with the oldest. */
export function oldestFirst({ at, id }: Position): string {
  return `${digits(at)}#${keyText(id)}`;
}

/** The sort key of lists that begin with the newest. */
export function newestFirst({ at, id }: Position): string {
  return `${digits(-at)}#${keyText(id)}`;
}

/** Sorts before all with this time, or any later one; and after all of them. */
export const beforeAll = (at: EpochMs): string => digits(at);
export const afterAll = (at: EpochMs): string => `${digits(at)}$`;

/** The UTC day of a time. The first and the last day that ISO 8601 writes with four digits hold what lies beyond them. */
export function dayOf(at: EpochMs): string {
  const within = Math.max(FIRST_DAY, Math.min(LAST_DAY, at));
  return new Date(within).toISOString().slice(0, 10);
}
const FIRST_DAY = Date.UTC(2000, 0, 1) - 730_485 * DAY;
const LAST_DAY = Date.UTC(9999, 11, 31);
