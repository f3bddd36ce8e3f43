import { hash128 } from '../../base/hash.ts';
import type { Decoded } from '../../model/decoded.ts';
import { type DecodeLimits, decode, defaultLimits } from './decode.ts';

/** Shared by the tests of decoding. */

export async function* chunked(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function streamed(
  bytes: Uint8Array,
  sizes: readonly number[] = [1 << 16],
  limits: DecodeLimits = defaultLimits,
): Promise<Decoded[]> {
  const all: Decoded[] = [];
  for await (const batch of decode(chunked(bytes, ...sizes), 'file', limits)) all.push(...batch);
  return all;
}

/** In one line each, without offsets, which only a walk knows. */
export function told(decoded: readonly Decoded[]): string[] {
  return decoded.map((found) => {
    if (found.kind === 'ignored') return `ignored ${found.reason}`;
    if (found.kind === 'pointer') return `pointer ${found.pointer.bucket} ${found.pointer.key} ${found.pointer.versionId ?? ''}`;
    if (found.kind === 'reject') return `reject ${found.problem.at?.record} ${found.problem.code} ${found.problem.message}`;
    const { origin, ...event } = found.record.event();
    return `event ${origin.record} ${event.id} ${hash128(JSON.stringify(event))}`;
  });
}
