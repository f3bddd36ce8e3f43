import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../../base/problem.ts';
import { content } from '../source.contract.ts';
import { liveSourceContract, markers, type Reading, reading } from './live-source.contract.ts';
import { stdinLiveSource } from './stdin.ts';
import { type TestClock, testClock, until } from './test-clock.cases.ts';

liveSourceContract('standard input', {
  resumes: false,
  repeats: true,
  async prepare(context) {
    const pipe = new PassThrough();
    return {
      open: () => stdinLiveSource({ ...context, stream: () => pipe }),
      add: async (marker) => void pipe.write(`{"eventID":"${marker}"}\n`),
      remove: async () => void pipe.destroy(),
    };
  },
});

describe('standard input as it comes', () => {
  let pipe: PassThrough;
  let clock: TestClock;
  let problems: Problem[];
  let run: Reading;

  beforeEach(() => {
    pipe = new PassThrough();
    clock = testClock();
    problems = [];
  });
  afterEach(() => run.stop());

  const start = (stream: Readable = pipe) => {
    run = reading(stdinLiveSource({ clock, onProblem: (problem) => problems.push(problem), stream: () => stream }));
    return run;
  };
  const text = async (delivery: Parameters<typeof content>[0]) => (await content(delivery)).toString();
  /** Written, and seen by the source. */
  const write = async (piece: string) => {
    pipe.write(piece);
    await until(() => pipe.readableLength === 0, 'it is not read');
    await new Promise((resolve) => setImmediate(resolve));
  };

  test('half a line waits for the other half', async () => {
    const next = start().ask();
    await write('{"a":1}\n{"b":');
    await clock.advance(1000);
    const first = await next;
    expect(await text(first)).toBe('{"a":1}\n');
    const second = run.ask();
    await write('2}\n');
    await clock.advance(1000);
    expect(await text(await second)).toBe('{"b":2}\n');
  });

  test('a value over several lines stays in one piece', async () => {
    const document = `${JSON.stringify({ Records: [{ eventID: 'a }]\n"' }, { eventID: 'b' }] }, null, 2)}\n`;
    const next = start().ask();
    await write(document.slice(0, 30));
    await clock.advance(1000);
    await write(document.slice(30));
    await clock.advance(1000);
    expect(await text(await next)).toBe(document);
  });

  test('a value that never ends is handed over after 30 s', async () => {
    const next = start().ask();
    await write('{"Records": [\n{"eventID":\n');
    await clock.advance(29_000);
    await until(() => clock.sleepers === 1, 'it does not sleep');
    await clock.advance(1000);
    expect(await text(await next)).toContain('eventID');
  });

  test('much at once is cut at 1 MiB, between lines, and nothing is lost', async () => {
    const line = `{"pad":"${'x'.repeat(1000)}"}\n`;
    const chunks = Array.from({ length: 60 }, (_, i) => Buffer.from(line.repeat(100).slice(i % 7)));
    const whole = Buffer.concat(chunks).toString();
    const source = start(Readable.from(chunks));
    const pieces: string[] = [];
    for (let delivery = await source.ask(); delivery !== undefined; delivery = await source.ask()) {
      pieces.push(await text(delivery));
      await delivery.ack();
    }
    expect(pieces.join('')).toBe(whole);
    expect(pieces.length).toBeGreaterThanOrEqual(5);
    for (const piece of pieces.slice(0, -1)) expect(piece.endsWith('\n')).toBe(true);
    for (const piece of pieces) expect(piece.length).toBeLessThan(1.2 * 1024 * 1024);
  });

  test('a damaged line spoils no more than its piece', async () => {
    start();
    for (const [piece, expected] of [
      ['{"a":1}\nnonsense\n', 2],
      ['more nonsense, with a comma\n', 1],
      ['{"b":2}\n{"c":3}\n', 2],
    ] as const) {
      const next = run.ask();
      await write(piece);
      await clock.advance(1000);
      expect((await text(await next)).split('\n')).toHaveLength(expected + 1);
    }
  });

  test.each([
    ['gzip', gzipSync('{"eventID":"marker-a"}\n{"eventID":"marker-b"}\n')],
    ['CSV', Buffer.from('Event ID,Event name\nmarker-a,x\nmarker-b,y\n')],
    ['UTF-16', Buffer.from('\ufeff{"eventID":"marker-a"}\n', 'utf16le')],
  ])('%s is one delivery that ends with the input', async (_, bytes) => {
    const source = start(Readable.from([bytes.subarray(0, 25), bytes.subarray(25)]));
    const delivery = await source.next();
    expect(delivery.size).toBeUndefined();
    expect(Buffer.compare(await content(delivery), bytes)).toBe(0);
    await delivery.ack();
    expect(await source.ask()).toBeUndefined();
  });

  test('the last line needs no end, and the source ends when all is acknowledged', async () => {
    const source = start();
    pipe.end('{"a":1}\n{"b":2}');
    const delivery = await source.next();
    expect(await text(delivery)).toBe('{"a":1}\n{"b":2}');
    let ended = false;
    const end = source.ask().then(() => {
      ended = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ended).toBe(false);
    await delivery.ack();
    await end;
  });

  test('after the end too, what is to be retried comes again', async () => {
    const source = start();
    pipe.end('{"eventID":"marker-a"}\n');
    await (await source.next()).retry(new Problem('STORE_FAILED', 'away'));
    const again = source.ask();
    await clock.advance(1000);
    const delivery = await again;
    expect(await markers(delivery as never)).toEqual(['marker-a']);
    await delivery?.ack();
    expect(await source.ask()).toBeUndefined();
  });

  test('empty input ends at once', async () => {
    pipe.end();
    expect(await start().ask()).toBeUndefined();
  });

  test('a reader that is slow slows the writer', async () => {
    let made = 0;
    const line = Buffer.from(`{"pad":"${'x'.repeat(65_000)}"}\n`);
    const endless = new Readable({
      read() {
        made++;
        this.push(line);
      },
    });
    const source = start(endless);
    await source.next();
    const after = made;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made - after).toBeLessThanOrEqual(2);
  });

  test('many that come back stop reading until they have gone through', async () => {
    let made = 0;
    const line = Buffer.from(`{"pad":"${'x'.repeat(1024 * 1024)}"}\n`);
    const endless = new Readable({
      read() {
        made++;
        this.push(line);
      },
    });
    clock.run();
    const source = start(endless);
    for (let i = 0; i < 60; i++) await (await source.next()).retry(new Problem('STORE_FAILED', 'away'));
    clock.stop();
    expect(made).toBeLessThan(20);
  });

  test('trouble of the pipe is told, and what has come is delivered', async () => {
    const source = start();
    const next = source.ask();
    await write('{"a":1}\n');
    pipe.destroy(Object.assign(new Error('i/o error'), { code: 'EIO' }));
    const delivery = await next;
    expect(await text(delivery)).toBe('{"a":1}\n');
    await delivery?.ack();
    expect(await source.ask()).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'READ_FAILED', at: { file: '-' } }]);
  });

  test('what can not be read twice and is to be retried is said', async () => {
    const source = start(Readable.from([gzipSync('x')]));
    await (await source.next()).retry(new Problem('STORE_FAILED', 'the store is away'));
    expect(await source.ask()).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'SOURCE_FAILED', message: expect.stringContaining('the store is away') }]);
  });
});
