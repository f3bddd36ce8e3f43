import type { Readable } from 'node:stream';
import { readProblem } from './read-problem.ts';

/**
 * The chunks of a stream that is opened when the first is asked for. Failures become problems; the signal ends it quietly.
 * @throws {Problem} READ_NOT_FOUND, READ_DENIED, READ_FAILED
 */
export async function* guarded(open: () => Readable, file: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const aborted = () => signal?.aborted === true;
  if (aborted()) return;
  const stream = open();
  const end = () => stream.destroy();
  signal?.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (!aborted()) throw readProblem(error, file);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
