/** A thread that dies of the third file, and of the fourth the first time that any thread has it. Of others it says that they hold one event. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (message) => {
  if (message === 'counted?') {
    parentPort.postMessage({ counted: { slots: new Uint8Array(0), full: false, demands: [] } });
    return;
  }
  if ('taken' in message) return;
  const { file } = message;
  if (file.endsWith('002.json.gz')) throw new Error('out of memory, say');
  const mark = `${file}.tried`;
  if (file.endsWith('003.json.gz') && !existsSync(mark)) {
    writeFileSync(mark, '');
    process.exit(1);
  }
  rmSync(mark, { force: true });
  const counts = { bytes: 1, events: 1, outside: 0, ignored: 0, pointers: 0, withheld: 0 };
  parentPort.postMessage({ part: { file, counts, added: [], issues: [], rejects: [] }, last: true });
});
