/** A thread that reads as it should, and dies once: of the second part of `b.json`, or of `002.json.gz` before it has said anything. */
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';

const mark = join(tmpdir(), 'trailwatch-faltering');
const post = parentPort.postMessage.bind(parentPort);
let parts = 0;
parentPort.postMessage = (message, transfer) => {
  const file = message.part?.file ?? '';
  const dies = file.endsWith('002.json.gz') || (file.endsWith('b.json') && ++parts > 2);
  if (!dies || existsSync(mark)) post(message, transfer);
  else {
    writeFileSync(mark, '');
    process.exit(1);
  }
};
await import('../../dist/hosts/cli/scan-worker.js');
