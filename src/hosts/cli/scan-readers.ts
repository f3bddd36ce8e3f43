import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../base/problem.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import type { Delivery } from '../../edges/sources/source.ts';
import type { FileReaders, FileResult } from '../../pipeline/file-result.ts';
import { plain } from '../../pipeline/read-file.ts';
import { createFileParts, type FileParts } from './file-parts.ts';
import type { FileRequest, FromScanWorker, ScanWorkerData, ToScanWorker } from './scan-worker.ts';

/** A thread takes most of a second to begin. So much has to be read before that pays: most scans are over before. */
const WORTH_IT: Bytes = 16 * MiB;
/** MB for what is young, of V8's 48: 20 MB less in each thread, at no cost. */
const YOUNG = 16;
/** A file is sent to so many threads before it is given up. */
const TRIES = 2;

export interface ScanReaders extends FileReaders {
  close(): void;
}

export interface ScanReadersOptions {
  readonly script?: URL;
  /** Compressed bytes. */
  readonly worthIt?: Bytes;
}

interface Job {
  readonly delivery: Delivery;
  readonly again: () => Delivery | undefined;
  readonly parts: FileParts;
  tries: number;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  /** Parts of the job that another thread has given already. */
  skip: number;
}

/**
 * Threads that read files for a scan; undefined where one is enough, or the code hasn't been built. They start when they are needed. A thread
 * that ends by itself (it ran out of memory, say) is replaced, and its file tried once more; then it is a reject.
 */
export function createScanReaders(
  threads: number,
  data: ScanWorkerData,
  { script = new URL('./scan-worker.js', import.meta.url), worthIt = WORTH_IT }: ScanReadersOptions = {},
): ScanReaders | undefined {
  if (threads < 2 || !existsSync(script)) return undefined;
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  const queue: Job[] = [];
  let closed = false;

  const start = () => {
    const worker = new Worker(script, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
    const thread: Thread = { worker, job: undefined, skip: 0 };
    all.add(thread);
    thread.worker.on('message', ({ part, last }: FromScanWorker) => {
      const { parts } = thread.job!;
      if (thread.skip > 0) {
        thread.skip--;
        thread.worker.postMessage('taken' satisfies ToScanWorker);
      } else parts.add(part, () => all.has(thread) && thread.worker.postMessage('taken' satisfies ToScanWorker));
      if (!last) return;
      parts.end();
      thread.job = undefined;
      void give(thread);
    });
    const ended = (why: string) => {
      if (!all.delete(thread) || closed) return;
      const place = idle.indexOf(thread);
      if (place >= 0) idle.splice(place, 1);
      const { job } = thread;
      if (job !== undefined && ++job.tries < TRIES) queue.unshift(job);
      else job?.parts.fail(lost(job.delivery.file, why));
      if (queue.length > 0) void give(start());
    };
    thread.worker.on('error', (error: Error) => ended(error.message));
    thread.worker.on('exit', (code) => ended(`code ${code}`));
    return thread;
  };
  // In the order of the files, and content that has yet to come is waited for: threads that are ahead stop after some parts, so the file whose
  // parts are taken next has to have a thread.
  const give = async (thread: Thread): Promise<void> => {
    const job = queue.shift();
    if (job === undefined) {
      idle.push(thread);
      return;
    }
    thread.job = job;
    thread.skip = job.parts.given;
    try {
      const content = await contentOf(job);
      if (!all.has(thread)) return;
      const { file, size } = job.delivery;
      const request: FileRequest = { file, size: size!, ...(content && { content }) };
      thread.worker.postMessage(request satisfies ToScanWorker, content && [content.buffer as ArrayBuffer]);
    } catch (error) {
      if (!all.has(thread)) return;
      const { file } = job.delivery;
      thread.job = undefined;
      if (error instanceof Problem) job.parts.fail({ ...nothing(file), rejects: [plain(error.within({ file }))] });
      else job.parts.fail(lost(file, String(error)));
      await give(thread);
    }
  };

  return {
    ahead: threads * 3,
    takes: ({ elsewhere, size }, read) => elsewhere !== undefined && size !== undefined && size > 0 && read >= worthIt,
    read(delivery, again) {
      const job: Job = { delivery, again, parts: createFileParts(), tries: 0 };
      queue.push(job);
      const thread = idle.pop() ?? (all.size < threads ? start() : undefined);
      if (thread !== undefined) void give(thread);
      return job.parts;
    },
    close() {
      closed = true;
      for (const { worker } of all) void worker.terminate();
    },
  };
}

/** What is sent, where the thread doesn't open the file itself. @throws {Problem} */
async function contentOf({ delivery, again, tries }: Job): Promise<Uint8Array | undefined> {
  if (delivery.elsewhere === 'named') return undefined;
  const body = await (tries === 0 ? delivery : again())?.open();
  if (!(body instanceof Uint8Array)) throw new Problem('READ_FAILED', 'it changed while it was read', { hint: 'Scan it again' });
  // Bytes can be handed over only with all of the memory that they lie in.
  return body.byteLength === body.buffer.byteLength ? body : new Uint8Array(body);
}

function lost(file: string, why: string): FileResult {
  const hint = 'Read it by itself with --workers 1; if that ends the process too, please report it.';
  const message = `reading it has ended ${TRIES} threads: ${why}`;
  return { ...nothing(file), rejects: [{ code: 'READ_FAILED', message, at: { file }, hint }] };
}

function nothing(file: string): FileResult {
  const counts = { bytes: 0, events: 0, outside: 0, ignored: 0, pointers: 0, withheld: 0 };
  return { file, counts, added: [], issues: [], rejects: [] };
}
