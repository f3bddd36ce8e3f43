import type { EpochMs } from '../../../base/units.ts';
import { seenKey } from '../../../model/cell.ts';
import { feedId } from '../../../model/series.ts';
import type { Condition, Item, ItemKey, ItemValue, Write } from '../../aws/use/dynamodb.ts';
import type { Retention, StoreCommit } from '../store.ts';
import { cellItem, feedItem, findingItem, LOCK, messageItem, seenItem } from './rows.ts';

/** An item of a unit. */
export interface Part {
  readonly item: Item & ItemKey;
  /** What must be there before; undefined: if anything is there, it stays as it is. */
  readonly over?: Condition;
  readonly bytes: number;
}

/** DynamoDB takes 100 items and 4 MB in a transaction. Source: API Reference, "TransactWriteItems". Some room is left. */
export const MOST_ITEMS = 90;
const MOST_BYTES = 3_500_000;
/** Names and values together, in one item. Source: Developer Guide, "Quotas in Amazon DynamoDB". */
export const LARGEST_ITEM = 400 * 1024;

/** Cells, findings and ledger rows: the unit is in or not by these. */
export function judgedParts(unit: StoreCommit, now: EpochMs, retention: Retention): Part[] {
  return onePerKey([
    ...unit.cells.map((cell) => part(cellItem(cell, now, retention), over(cell.version - 1))),
    ...unit.findings.map((finding) => part(findingItem(finding), over(finding.version - 1))),
    ...unit.ledger.map((seen) => part(seenItem(seen, now, retention), { absent: true })),
  ]);
}

/** Messages and feeds: what is there already stays as it is. */
export function toldParts(unit: StoreCommit, now: EpochMs): Part[] {
  return onePerKey([
    ...unit.messages.map((message) => part(messageItem(message))),
    ...unit.feeds.map((feed) => part(feedItem(feed, now))),
  ]);
}

/** Units over the same of these are committed one after the other. */
export function keysOf({ cells, findings, ledger, messages, feeds }: StoreCommit): string[] {
  return [
    ...cells.map(({ key }) => `cell ${key}`),
    ...findings.map(({ finding }) => `finding ${finding.id}`),
    ...ledger.map((seen) => `seen ${seenKey(seen)}`),
    ...messages.map(({ id }) => `message ${id}`),
    ...feeds.map((feed) => `feed ${feedId(feed)}`),
  ];
}

/** As many parts as a transaction takes, in their order. */
export function inTransactions(parts: readonly Part[], most = MOST_ITEMS): Part[][] {
  const chunks: Part[][] = [];
  let bytes = 0;
  for (const each of parts) {
    const last = chunks.at(-1);
    if (last === undefined || last.length >= most || bytes + each.bytes > MOST_BYTES) {
      chunks.push([each]);
      bytes = each.bytes;
    } else {
      last.push(each);
      bytes += each.bytes;
    }
  }
  return chunks;
}

export function writeOf({ item, over = { absent: true } }: Part): Write {
  return { put: item, if: over };
}

/** What must be there. A lock stands for a change that may be in already. */
function over(version: number): Condition {
  return version === 0 ? { absent: true } : { equals: { version }, lacks: [LOCK] };
}

const KEY_BYTES = 200;

function part(item: Item & ItemKey, over?: Condition): Part {
  const bytes = Object.values(item).reduce<number>((sum, value) => sum + bytesOf(value), KEY_BYTES);
  return { item, ...(over && { over }), bytes };
}

function bytesOf(value: ItemValue | undefined): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : 8;
}

/** A transaction may name an item once. */
function onePerKey(parts: readonly Part[]): Part[] {
  const known = new Set<string>();
  return parts.filter(({ item: { pk } }) => !known.has(pk) && known.add(pk));
}
