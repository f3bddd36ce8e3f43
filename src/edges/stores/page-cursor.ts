import { Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';

/** A place in an order of time, newest first, and then of id. */
export interface Position {
  readonly at: EpochMs;
  readonly id: string;
}

/** Opaque to callers, and fit for a URL. */
export function toCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** @throws {Problem} STORE_NOT_FOUND */
export function fromCursor(cursor: string): Position {
  try {
    const [at, id, ...more] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (Number.isFinite(at) && typeof id === 'string' && more.length === 0) return { at: at as EpochMs, id };
  } catch {
    // Said below.
  }
  throw new Problem('STORE_NOT_FOUND', 'there is no such page', { hint: 'Begin again without a cursor' });
}

/** Is `row` on a page after this place? */
export function isAfter(row: Position, place: Position): boolean {
  return row.at < place.at || (row.at === place.at && row.id > place.id);
}

export function inOrder(a: Position, b: Position): number {
  return b.at - a.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
