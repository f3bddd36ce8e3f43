import { parentPort, workerData } from 'node:worker_threads';
import type { Bytes, EpochMs } from '../../base/units.ts';
import { fileDelivery } from '../../edges/sources/file-delivery.ts';
import type { Delivery } from '../../edges/sources/source.ts';
import { createEngine } from '../../engine/engine.ts';
import { createPolicy } from '../../engine/findings/policy.ts';
import type { RuleSet } from '../../engine/rules/select.ts';
import type { Counted } from '../../engine/state/counted.ts';
import type { Predicate } from '../../model/predicate.ts';
import type { FileResult } from '../../pipeline/file-result.ts';
import { createFileReader } from '../../pipeline/read-file.ts';
import type { TakingOptions } from '../../pipeline/taking.ts';
import { whenOf } from '../config/when.ts';

/** A thread of a scan: reads what it is sent, one after the other. */
export interface ScanWorkerData {
  readonly rules: Pick<RuleSet, 'rules' | 'series'>;
  readonly options: Omit<TakingOptions, 'policy'>;
  /** Those that cover single events. All else that a configuration says is about findings, which aren't made here. */
  readonly exceptions: readonly PlainException[];
}

export interface PlainException {
  readonly id: string;
  readonly expires: EpochMs;
  readonly predicates: readonly Predicate[];
}

/** A file to read; that a part was taken of the one of that number; or that what was counted is wanted. */
export type ToScanWorker = FileRequest | { readonly taken: number } | 'counted?';

export interface FileRequest {
  readonly number: number;
  readonly file: string;
  readonly size: Bytes;
  /** The content; without it, the file is opened here. */
  readonly content?: Uint8Array;
}

/** A part of a file, or what was counted in all. */
export type FromScanWorker = { readonly part: FileResult; readonly last: boolean } | { readonly counted: Counted };

/** So many parts of a file may wait to be taken before reading it waits, too. Of that file: others may be waiting for this one. */
const PARTS_AHEAD = 2;

const { rules, options, exceptions } = workerData as ScanWorkerData;
const policy = createPolicy({
  exceptions: exceptions.map(({ predicates, ...exception }) => ({
    ...exception,
    ...{ on: 'event', owner: '', reason: '' },
    when: whenOf(predicates),
  })),
});
const reader = createFileReader(createEngine(rules.rules, rules.series), { ...options, policy });
let reading = Promise.resolve();
/** Of the file that is being read. */
let current = 0;
let untaken = 0;
let taken = () => {};

parentPort!.on('message', (message: ToScanWorker) => {
  if (message === 'counted?') postCounted();
  else if (!('taken' in message)) reading = reading.then(() => readAll(message));
  else if (message.taken === current) {
    untaken--;
    taken();
  }
});

async function readAll(request: FileRequest): Promise<void> {
  current = request.number;
  untaken = 0;
  let ahead: FileResult | undefined;
  for await (const part of reader.read(deliveryOf(request))) {
    if (ahead !== undefined) post(ahead, false);
    ahead = part;
    while (untaken >= PARTS_AHEAD) {
      await new Promise<void>((resolve) => {
        taken = resolve;
      });
    }
  }
  post(ahead!, true);
}

function deliveryOf({ file, size, content }: FileRequest): Delivery {
  return content === undefined ? fileDelivery(file, size, {}) : { file, size, open: async () => content };
}

function postCounted(): void {
  const counted = reader.counted();
  parentPort!.postMessage({ counted } satisfies FromScanWorker, [counted.slots.buffer]);
}

function post(part: FileResult, last: boolean): void {
  untaken++;
  parentPort!.postMessage({ part, last } satisfies FromScanWorker, part.waiting && [part.waiting.numbers.buffer as ArrayBuffer]);
}
