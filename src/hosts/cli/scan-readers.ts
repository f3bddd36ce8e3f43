import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Bytes, MiB } from '../../base/units.ts';
import type { FileReaders, FileResult } from '../../pipeline/file-result.ts';
import type { FileRequest, ScanWorkerData } from './scan-worker.ts';

/** A thread takes most of a second to begin. So much has to be read before that pays: most scans are over before. */
const WORTH_IT: Bytes = 16 * MiB;
/** Larger files stream, here. */
const LARGEST: Bytes = 48 * MiB;
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
  readonly request: FileRequest;
  readonly done: (result: FileResult) => void;
  tries: number;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
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
    const thread: Thread = { worker: new Worker(script, { workerData: data }), job: undefined };
    all.add(thread);
    thread.worker.on('message', (result: FileResult) => {
      thread.job?.done(result);
      thread.job = undefined;
      give(thread);
    });
    const ended = (why: string) => {
      if (!all.delete(thread) || closed) return;
      const { job } = thread;
      if (job !== undefined && ++job.tries < TRIES) queue.unshift(job);
      else job?.done(lost(job.request.file, why));
      if (queue.length > 0) give(start());
    };
    thread.worker.on('error', (error: Error) => ended(error.message));
    thread.worker.on('exit', (code) => ended(`code ${code}`));
    return thread;
  };
  const give = (thread: Thread) => {
    const job = queue.shift();
    if (job === undefined) idle.push(thread);
    else {
      thread.job = job;
      thread.worker.postMessage(job.request);
    }
  };

  return {
    ahead: threads * 3,
    takes: (_file, size, read) => size !== undefined && size > 0 && size <= LARGEST && read >= worthIt,
    read(file, size) {
      return new Promise((done) => {
        queue.push({ request: { file, size }, done, tries: 0 });
        const thread = idle.pop() ?? (all.size < threads ? start() : undefined);
        if (thread !== undefined) give(thread);
      });
    },
    close() {
      closed = true;
      for (const { worker } of all) void worker.terminate();
    },
  };
}

function lost(file: string, why: string): FileResult {
  const hint = 'Read it by itself with --workers 1; if that ends the process too, please report it.';
  return {
    file,
    counts: { bytes: 0, events: 0, outside: 0, ignored: 0, pointers: 0, withheld: 0 },
    added: [],
    issues: [],
    rejects: [{ code: 'READ_FAILED', message: `reading it has ended ${TRIES} threads: ${why}`, at: { file }, hint }],
  };
}
