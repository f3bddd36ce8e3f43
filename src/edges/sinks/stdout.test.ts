import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { alertNotice, digestNotice, hostileNotices, sampleAlert } from './notice.cases.ts';
import { type Received, sinkContract } from './sink.contract.ts';
import { createStdoutSink, type StdoutOptions } from './stdout.ts';

const signal = new AbortController().signal;

/** What a terminal or a pipe gets. */
function reader(isTTY = false) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return { stream, lines: () => Buffer.concat(chunks).toString().split('\n').slice(0, -1) };
}

for (const format of ['text', 'json'] as const) {
  sinkContract(`standard output as ${format}`, {
    keyed: format === 'json',
    moods: [],
    async prepare() {
      const { stream, lines } = reader();
      return {
        sink: createStdoutSink({ name: 'out', format, stream }),
        secrets: [],
        received: () => lines().map((text): Received => (format === 'json' ? { text, key: JSON.parse(text).id } : { text })),
        stop: async () => {},
      };
    },
  });
}

describe('standard output', () => {
  const shown = async (options: Partial<StdoutOptions>, isTTY: boolean) => {
    const { stream, lines } = reader(isTTY);
    await createStdoutSink({ name: 'out', stream, environment: {}, ...options }).send(alertNotice(), signal);
    return lines();
  };

  test('one readable line: how bad, what, who, where, when', async () => {
    expect(await shown({}, false)).toEqual([
      'CRITICAL CloudTrail logging stopped: arn:aws:iam::123456789012:user/mallory in 123456789012 (shop, prod) us-east-1 at 2026-03-01 12:00 UTC',
    ]);
  });

  test('or one line of JSON', async () => {
    const [line, ...more] = await shown({ format: 'json' }, true);
    expect(more).toEqual([]);
    expect(JSON.parse(line!)).toMatchObject({ kind: 'alert', finding: { id: sampleAlert.finding.id } });
  });

  test('in colour on a terminal only, and not where NO_COLOR is set to something', async () => {
    const coloured = expect.stringContaining('\u001b[');
    expect((await shown({}, true))[0]).toEqual(coloured);
    expect((await shown({}, false))[0]).not.toEqual(coloured);
    expect((await shown({ environment: { NO_COLOR: '1' } }, true))[0]).not.toEqual(coloured);
    expect((await shown({ environment: { NO_COLOR: '' } }, true))[0]).toEqual(coloured);
    expect((await shown({ format: 'json' }, true))[0]).not.toEqual(coloured);
  });

  test('whatever attackers write, a notice is one line', async () => {
    const { stream, lines } = reader();
    const sink = createStdoutSink({ name: 'out', stream });
    for (const [, , notice] of [...hostileNotices, ['', '', digestNotice] as const]) await sink.send(notice, signal);
    expect(lines()).toHaveLength(hostileNotices.length + 1);
  });

  test('waits for a slow reader', async () => {
    let take: (() => void) | undefined;
    const stream = new Writable({
      write(_, __, done) {
        take = done;
      },
    });
    let done = false;
    const sending = createStdoutSink({ name: 'out', stream }).send(alertNotice(), signal);
    void sending.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    take?.();
    await sending;
  });

  test('a reader that is gone: SINK_FAILED, and the process lives', async () => {
    const stream = new Writable({
      write(_, __, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const sending = createStdoutSink({ name: 'out', stream }).send(alertNotice(), signal);
    await expect(sending).rejects.toMatchObject({ code: 'SINK_FAILED', message: 'standard output can not be written (EPIPE)' });
  });

  test('a reader that never reads is left when the signal says so', async () => {
    const stream = new Writable({ write: () => undefined });
    const stop = new AbortController();
    const sending = createStdoutSink({ name: 'out', stream }).send(alertNotice(), stop.signal);
    stop.abort();
    await expect(sending).rejects.toMatchObject({ code: 'SINK_FAILED' });
  });
});
