import { existsSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../base/problem.ts';
import { type Bytes, MiB } from '../../base/units.ts';
import type { Delivery } from '../../edges/sources/source.ts';
import type { Counted } from '../../engine/state/counted.ts';
import type { FileReader, FileReaders, FileResult } from '../../pipeline/file-result.ts';
import { plain } from '../../pipeline/read-file.ts';
import { createFileParts, type FileParts } from './file-parts.ts';
import type { FileRequest, FromScanWorker, ScanWorkerData, ToScanWorker } from './scan-worker.ts';

/** A thread takes half a second to begin. So much there has to be for that to pay: most scans are over before. */
const WORTH_IT: Bytes = 64 * MiB;
/** MB for what is young, of V8's 48: 20 MB less in each thread, at no cost. */
const YOUNG = 16;
/** A file is sent to so many threads before it is given up. */
const TRIES = 2;
/** Files that a thread has, so that it needn't wait for the next one. */
const GIVEN = 3;
/** Parts of a file that may wait to be taken before reading it here waits, too. */
const PARTS_AHEAD = 2;

export interface ScanReaders extends FileReaders {
  close(): void;
}

export interface ScanReadersOptions {
  readonly script?: URL;
  /** Compressed bytes. */
  readonly worthIt?: Bytes;
  /** Reads files in this thread, as one of the workers: it would wait for the others else. @default all are read in others */
  readonly here?: FileReader;
}

interface Job extends Pick<Delivery, 'file' | 'size'> {
  /** As bytes; the thread doesn't open it itself. */
  readonly isSent: boolean;
  /** Until it is opened: content from afar would stay in memory. */
  delivery: Delivery | undefined;
  readonly again: () => Delivery | undefined;
  readonly parts: FileParts;
  tries: number;
  readonly number: number;
}

interface Thread {
  readonly worker: Worker;
  /** What it was given, in order; it is at the first. */
  jobs: Job[];
  /** What one that died had: before all others. */
  readonly inherited: Job[];
  /** Parts of the first that another thread has given already. */
  skip: number;
  isGiving: boolean;
  /** What it has given all of: should it die, what it has counted there has to be counted once more. */
  readonly done: Job[];
  /** Whether it was asked for that, and has told it. */
  isAsked: boolean;
  hasTold: boolean;
}

/**
 * Workers that read files for a scan; undefined where one is enough, or the code hasn't been built. They start when they are needed. A thread
 * that ends by itself (it ran out of memory, say) is replaced, and its file tried once more; then it is a reject.
 */
export function createScanReaders(
  workers: number,
  data: ScanWorkerData,
  { script = new URL('./scan-worker.js', import.meta.url), worthIt = WORTH_IT, here }: ScanReadersOptions = {},
): ScanReaders | undefined {
  if (workers < 2 || !existsSync(script)) return undefined;
  const threads = here === undefined ? workers : workers - 1;
  const all = new Set<Thread>();
  const queue: Job[] = [];
  let closed = false;
  let jobs = 0;
  const counted: (Counted | undefined)[] = [];
  let concluding: { readonly atOnce: boolean } | undefined;
  let news = () => {};

  const start = (inherited: Job[] = []) => {
    const worker = new Worker(script, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
    const thread: Thread = { worker, jobs: [], inherited, skip: 0, isGiving: false, done: [], isAsked: false, hasTold: false };
    all.add(thread);
    thread.worker.on('message', (message: FromScanWorker) => {
      if ('counted' in message) {
        counted.push(message.counted);
        thread.hasTold = true;
        news();
        return;
      }
      const { part, last } = message;
      const { parts, number } = thread.jobs[0]!;
      const taken: ToScanWorker = { taken: number };
      if (thread.skip > 0) {
        thread.skip--;
        thread.worker.postMessage(taken);
      } else parts.add(part, () => all.has(thread) && thread.worker.postMessage(taken));
      if (!last) return;
      parts.end();
      thread.done.push(thread.jobs.shift()!);
      thread.skip = thread.jobs[0]?.parts.given ?? 0;
      void give(thread);
    });
    const ended = (why: string) => {
      if (!all.delete(thread) || closed) return;
      news();
      if (thread.hasTold) return;
      if (concluding?.atOnce === true) {
        counted.push(undefined);
        return;
      }
      const [job, ...others] = [...thread.jobs, ...thread.inherited];
      const retried = job !== undefined && ++job.tries < TRIES ? [job] : [];
      if (job !== undefined && retried.length === 0) fail(job, lost(job.file, why));
      const left = [...thread.done, ...retried, ...others];
      if (left.length + queue.length > 0) void give(start(left));
    };
    thread.worker.on('error', (error: Error) => ended(error.message));
    thread.worker.on('exit', (code) => ended(`code ${code}`));
    return thread;
  };
  // Content that has yet to come is waited for. A thread stops after some parts of a file that nobody takes, so the file whose parts are taken
  // next must not be behind one that stops: after a thread has died its files go to a new one, in their order.
  const give = async (thread: Thread): Promise<void> => {
    if (thread.isGiving) return;
    thread.isGiving = true;
    while (thread.jobs.length < GIVEN && all.has(thread)) {
      const job = thread.inherited.shift() ?? queue.shift();
      if (job === undefined) break;
      await send(job, thread);
    }
    thread.isGiving = false;
    ask(thread);
  };
  const ask = (thread: Thread) => {
    if (concluding === undefined || thread.isAsked) return;
    if (!concluding.atOnce && (thread.isGiving || thread.jobs.length > 0)) return;
    thread.isAsked = true;
    thread.worker.postMessage('counted?' satisfies ToScanWorker);
  };
  const fail = ({ parts }: Job, result: FileResult) => {
    // What it had fed was counted by a thread that is no more.
    if (parts.given > 0) counted.push(undefined);
    parts.fail(result);
  };
  const send = async (job: Job, thread: Thread): Promise<void> => {
    const { file, size } = job;
    try {
      const content = await contentOf(job);
      if (!all.has(thread)) {
        // It ended in the meantime.
        void give(start([job]));
        return;
      }
      if (thread.jobs.push(job) === 1) thread.skip = job.parts.given;
      const request: FileRequest = { number: job.number, file, size: size!, ...(content && { content }) };
      thread.worker.postMessage(request satisfies ToScanWorker, content && [content.buffer as ArrayBuffer]);
    } catch (error) {
      if (error instanceof Problem) fail(job, { ...nothing(file), rejects: [plain(error.within({ file }))] });
      else fail(job, lost(file, String(error)));
    }
  };
  let isReadingHere = false;
  const readHere = async (reader: FileReader): Promise<void> => {
    if (isReadingHere) return;
    isReadingHere = true;
    for (let job = queue.shift(); job !== undefined && !closed; job = queue.shift()) {
      const { file, parts } = job;
      let untaken = 0;
      let taken = () => {};
      try {
        for await (const part of reader.read(job.delivery!)) {
          untaken++;
          parts.add(part, () => {
            untaken--;
            taken();
          });
          // Whoever takes the parts runs in this thread, too.
          await turn();
          while (untaken >= PARTS_AHEAD && !closed) {
            await new Promise<void>((resolve) => {
              taken = resolve;
            });
          }
          if (closed) break;
        }
        parts.end();
      } catch (error) {
        parts.fail(lost(file, String(error)));
      }
    }
    isReadingHere = false;
  };

  const close = () => {
    closed = true;
    for (const { worker } of all) void worker.terminate();
  };
  return {
    ahead: workers * (GIVEN + 1),
    takes: ({ elsewhere, size }, known) => elsewhere !== undefined && size !== undefined && size > 0 && known >= worthIt,
    read(delivery, again) {
      const { file, size, elsewhere } = delivery;
      const job: Job = {
        file,
        size,
        isSent: elsewhere === 'sent',
        delivery,
        again,
        parts: createFileParts(),
        tries: 0,
        number: ++jobs,
      };
      queue.push(job);
      const thread =
        [...all].find(({ jobs, isGiving }) => jobs.length < GIVEN && !isGiving) ?? (all.size < threads ? start() : undefined);
      if (thread !== undefined) void give(thread);
      else if (here !== undefined) void readHere(here);
      return job.parts;
    },
    async counted(atOnce) {
      concluding = { atOnce };
      for (const thread of all) ask(thread);
      while ([...all].some(({ hasTold }) => !hasTold)) {
        await new Promise<void>((resolve) => {
          news = resolve;
        });
      }
      close();
      return here === undefined ? counted : [here.counted(), ...counted];
    },
    close,
  };
}

/** What is sent, where the thread doesn't open the file itself. @throws {Problem} */
async function contentOf(job: Job): Promise<Uint8Array | undefined> {
  if (!job.isSent) return undefined;
  const delivery = job.delivery ?? job.again();
  job.delivery = undefined;
  const body = await delivery?.open();
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
