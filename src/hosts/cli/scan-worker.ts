import { parentPort, workerData } from 'node:worker_threads';
import { fileDelivery } from '../../edges/sources/file-delivery.ts';
import { createEngine } from '../../engine/engine.ts';
import type { RuleSet } from '../../engine/rules/select.ts';
import { createFileReader } from '../../pipeline/read-file.ts';
import type { TakingOptions } from '../../pipeline/taking.ts';

/** A thread of a scan: reads the files that it is sent, one after the other. */
export interface ScanWorkerData {
  readonly rules: Pick<RuleSet, 'rules' | 'series'>;
  readonly options: TakingOptions;
}

export interface FileRequest {
  readonly file: string;
  readonly size: number;
}

const { rules, options } = workerData as ScanWorkerData;
const read = createFileReader(createEngine(rules.rules, rules.series), options);
parentPort!.on('message', async ({ file, size }: FileRequest) => {
  const result = await read(fileDelivery(file, size, {}));
  parentPort!.postMessage(result, result.waiting === undefined ? [] : [result.waiting.numbers.buffer as ArrayBuffer]);
});
