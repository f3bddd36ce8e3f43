import { sha256Hex } from './sha256.ts';

/**
 * A 128-bit hash of a text as 32 hex digits: the first half of its SHA-256, so that nobody can make two contents collide on
 * purpose and have one of them dropped as a repeat. Some microseconds for a kilobyte: for ids of what brings none of its own.
 */
export function hash128(text: string): string {
  return sha256Hex(text).slice(0, 32);
}
