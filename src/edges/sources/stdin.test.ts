import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { collect, content, deliveries, sourceContract } from './source.contract.ts';
import { stdinSource } from './stdin.ts';

sourceContract('standard input', {
  many: false,
  async prepare(contents, options) {
    const [bytes = new Uint8Array()] = Object.values(contents);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65536) }, (_, i) => bytes.subarray(i * 65536, (i + 1) * 65536));
    return { source: stdinSource(options, () => Readable.from(chunks)), fileOf: () => '-', remove: async () => {} };
  },
});

test('the signal ends waiting for more, and keeps what has come', async () => {
  const stop = new AbortController();
  const pipe = new PassThrough();
  const [delivery] = deliveries(await collect(stdinSource({ signal: stop.signal }, () => pipe)));
  pipe.write('first line\n');
  setImmediate(() => stop.abort());
  expect((await content(delivery)).toString()).toBe('first line\n');
});

test('a failing pipe is a problem', async () => {
  const failing = new Readable({ read: () => failing.destroy(Object.assign(new Error('i/o error'), { code: 'EIO' })) });
  const [delivery] = deliveries(await collect(stdinSource({}, () => failing)));
  await expect(content(delivery)).rejects.toMatchObject({ code: 'READ_FAILED', at: { file: '-' } });
});
