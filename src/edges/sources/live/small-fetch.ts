import { type Bytes, KiB, type Milliseconds, SECOND } from '../../../base/units.ts';

const PATIENCE: Milliseconds = 5 * SECOND;
const MOST: Bytes = 64 * KiB;

/** The text at an address that is known to be a good one: no redirect to another is followed. Rejects for all but a plain success. */
export async function smallFetch(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  if (response.status !== 200) throw new Error(`answered with ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST) throw new Error(`answered with more than ${MOST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
