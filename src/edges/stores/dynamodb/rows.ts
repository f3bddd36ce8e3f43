import type { EpochMs } from '../../../base/units.ts';
import type { Alert, Message } from '../../../model/alert.ts';
import { type Cell, type Seen, seenKey } from '../../../model/cell.ts';
import { feedId, type SeriesInput } from '../../../model/series.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import type { Item, ItemKey } from '../../aws/use/dynamodb.ts';
import { lastAtOf } from '../finding-filter.ts';
import { cutoffs } from '../retention.ts';
import type { Retention, StoreCommit, StoredReject } from '../store.ts';
import { fromBody, toBody } from './body.ts';
import { dayOf, findingPartition, keyOf, keyText, listPartition, newestFirst, oldestFirst, shardOf } from './keys.ts';

/** An item that is there whether its unit is in or not: a unit of more than one transaction has locked it. */
export const LOCK = 'lockedBy';

/** Epoch seconds, rounded up: never sooner than meant. Undefined: kept for ever. */
function expiry(at: EpochMs): number | undefined {
  return Number.isFinite(at) ? Math.ceil(at / 1000) : undefined;
}

export function cellItem({ key, version, value, validUntil }: Cell, now: EpochMs, retention: Retention): Item & ItemKey {
  const kept = -cutoffs(0, retention).cells;
  return {
    ...keyOf('cell', key),
    version,
    // JSON has no infinity.
    body: toBody([Number.isFinite(validUntil) ? validUntil : null, value]),
    expiresAt: expiry(Math.max(validUntil, now) + kept),
  };
}

/** Undefined for a cell that only has a lock: it was never committed. */
export function toCell(key: string, item: Item | undefined): Cell | undefined {
  if (item?.body === undefined) return undefined;
  const [validUntil, value] = fromBody(item.body) as [number | null, unknown];
  return { key, version: Number(item.version), value, validUntil: validUntil ?? Number.POSITIVE_INFINITY };
}

export function seenItem(seen: Seen, now: EpochMs, retention: Retention): Item & ItemKey {
  return { ...keyOf('seen', seenKey(seen)), expiresAt: expiry(now - cutoffs(0, retention).ledger) };
}

export function findingItem(stored: StoredFinding): Item & ItemKey {
  const { finding, version, updatedAt } = stored;
  const { id, status, severity, account, ruleId, actor } = finding;
  const at = lastAtOf(finding);
  const day = dayOf(at);
  return {
    ...keyOf('finding', id),
    version,
    updatedAt,
    place: newestFirst({ at, id }),
    byStatus: findingPartition('status', status, day, id),
    bySeverity: findingPartition('severity', severity, day, id),
    byAccount: findingPartition('account', account, day, id),
    byRule: findingPartition('ruleId', ruleId, day, id),
    byActor: findingPartition('actor', actor, day, id),
    body: toBody(stored),
  };
}

export function toFinding(item: Item | undefined): StoredFinding | undefined {
  return item?.body === undefined ? undefined : (fromBody(item.body) as StoredFinding);
}

/** The list that a message is in, by its state. */
export const messageList = (state: 'waiting' | 'given-up') => `message#${state}`;
/** @param sink its name as part of a key */
export const laneOf = (sink: string, shard: number) => `${sink}#${shard}`;
export const messagesOf = (findingId: string) => `message#${keyText(findingId)}`;

export function messageItem(message: Message): Item & ItemKey {
  const { id, to, alert, createdAt, dueAt, digest } = message;
  const lane = laneOf(keyText(to), shardOf(id));
  return {
    ...keyOf('message', id),
    state: 'waiting',
    place: oldestFirst({ at: createdAt, id }),
    byStatus: listPartition(messageList('waiting'), id),
    byActor: messagesOf(alert.finding.id),
    lane,
    // Where it belongs when it is given up and is to be tried again.
    home: lane,
    readyAt: dueAt,
    dueAt,
    attempts: 0,
    digest: digest === undefined ? undefined : JSON.stringify(digest),
    body: toBody({ id, to, alert, createdAt }),
  };
}

export function toMessage(item: Item): Message & { readonly attempts: number } {
  const { id, to, alert, createdAt } = fromBody(item.body) as { id: string; to: string; alert: Alert; createdAt: EpochMs };
  return {
    id,
    to,
    alert,
    createdAt,
    dueAt: Number(item.dueAt),
    attempts: Number(item.attempts),
    ...(item.digest !== undefined && { digest: JSON.parse(String(item.digest)) as string }),
  };
}

export function feedItem(feed: SeriesInput, now: EpochMs): Item & ItemKey {
  const id = feedId(feed);
  return {
    ...keyOf('feed', id),
    place: oldestFirst({ at: now, id }),
    byStatus: listPartition('feed', id),
    body: toBody(feed),
  };
}

export function rejectItem(reject: StoredReject): Item & ItemKey {
  const { id, foundAt } = reject;
  return {
    ...keyOf('reject', id),
    place: newestFirst({ at: foundAt, id }),
    byStatus: listPartition('reject', id),
    body: toBody(reject),
  };
}

/** A unit as JSON keeps it. */
export function unitBody(unit: StoreCommit): unknown {
  const cells = unit.cells.map((cell) => ({ ...cell, validUntil: Number.isFinite(cell.validUntil) ? cell.validUntil : null }));
  return { ...unit, cells };
}

export function fromUnitBody(body: unknown): StoreCommit {
  const unit = body as Omit<StoreCommit, 'cells'> & {
    readonly cells: readonly (Omit<Cell, 'validUntil'> & { validUntil: number | null })[];
  };
  const cells = unit.cells.map((cell) => ({ ...cell, validUntil: cell.validUntil ?? Number.POSITIVE_INFINITY }));
  return { ...unit, cells };
}
