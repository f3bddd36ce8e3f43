import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileSink, type FileSinkOptions } from './file.ts';
import { alertNotice, digestNotice, sampleAlert, testNotice } from './notice.cases.ts';
import type { Sink } from './sink.ts';
import { type Received, sinkContract } from './sink.contract.ts';

const signal = new AbortController().signal;
let folder: string;
let path: string;
const opened: Sink[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-file-'));
  path = join(folder, 'alerts.jsonl');
});
afterEach(async () => {
  for (const sink of opened.splice(0)) await sink.close?.();
  rmSync(folder, { recursive: true });
});

const open = (options: Partial<FileSinkOptions> = {}): Sink => {
  const sink = createFileSink({ name: 'file', path, ...options });
  opened.push(sink);
  return sink;
};
const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);
const idsOf = (file: string) => linesOf(file).map((line) => JSON.parse(line).id);
const notice = (id: string) => ({ ...alertNotice(), id });

sinkContract('a file', {
  keyed: true,
  moods: [],
  prepare: async () => ({
    sink: open(),
    secrets: [],
    received: () => linesOf(path).map((text): Received => ({ text, key: JSON.parse(text).id })),
    stop: async () => {},
  }),
});

describe('a file', () => {
  test('gets a line of JSON for each notice, behind what is there', async () => {
    writeFileSync(path, '{"id":"before"}\n');
    for (const id of ['a', 'b']) await open().send(notice(id), signal);
    expect(idsOf(path)).toEqual(['before', 'a', 'b']);
  });

  test('is made with its folder, for its owner only', async () => {
    const deep = join(folder, 'not', 'there', 'alerts.jsonl');
    await open({ path: deep }).send(notice('a'), signal);
    expect(statSync(deep).mode & 0o777).toBe(0o600);
  });

  test('gets OCSF on request: a line for each alert', async () => {
    const sink = open({ format: 'ocsf', version: '1.2.3' });
    for (const one of [alertNotice(), digestNotice, testNotice]) await sink.send(one, signal);
    const events = linesOf(path).map((line) => JSON.parse(line));
    expect(events).toHaveLength(52);
    for (const event of events) expect(event).toMatchObject({ class_uid: 2004, metadata: { product: { version: '1.2.3' } } });
    expect(events[0]).toMatchObject({
      type_uid: 200401,
      metadata: { uid: 'notice-opened' },
      finding_info: { uid: sampleAlert.finding.id },
    });
    expect(new Set(events.map((event) => event.metadata.uid)).size).toBe(52);
    expect(events[51]).toMatchObject({ message: expect.stringMatching(/^Test of trailwatch/), metadata: { labels: ['test'] } });
  });

  test('is put aside before it becomes too large; the oldest are removed', async () => {
    await open().send(notice('0'), signal);
    const maxBytes = statSync(path).size * 2;
    const sink = open({ maxBytes, keep: 2 });
    for (let i = 1; i < 9; i++) await sink.send(notice(String(i)), signal);
    expect(readdirSync(folder).sort()).toEqual(['alerts.jsonl', 'alerts.jsonl.1', 'alerts.jsonl.2']);
    expect(['.2', '.1', ''].map((end) => idsOf(path + end))).toEqual([['4', '5'], ['6', '7'], ['8']]);
  });

  test('files put aside too long ago are removed, and nothing else of a similar name', async () => {
    const old = new Date(Date.now() - 100 * 86_400_000);
    for (const name of ['alerts.jsonl.1', 'alerts.jsonl.bak', 'alerts.jsonl.01', 'alerts.jsonl2']) {
      writeFileSync(join(folder, name), 'x\n');
      utimesSync(join(folder, name), old, old);
    }
    writeFileSync(path, 'y\n');
    await open({ maxBytes: 3 }).send(notice('a'), signal);
    expect(readdirSync(folder).sort()).toEqual([
      'alerts.jsonl',
      'alerts.jsonl.01',
      'alerts.jsonl.1',
      'alerts.jsonl.bak',
      'alerts.jsonl2',
    ]);
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('y\n');
  });

  test.each<[string, () => void]>([
    ['moved away', () => renameSync(path, join(folder, 'moved'))],
    ['removed', () => rmSync(path)],
    [
      'replaced',
      () => {
        renameSync(path, join(folder, 'moved'));
        writeFileSync(path, '');
      },
    ],
    ['emptied', () => truncateSync(path)],
  ])('may be %s at any time, as logrotate does', async (_, rotate) => {
    const sink = open();
    await sink.send(notice('a'), signal);
    rotate();
    await sink.send(notice('b'), signal);
    expect(idsOf(path)).toEqual(['b']);
  });

  test('a line that a crash cut off does not swallow the next one', async () => {
    appendFileSync(path, '{"id":"cut');
    await open().send(notice('a'), signal);
    const [cut, whole] = linesOf(path);
    expect(cut).toBe('{"id":"cut');
    expect(JSON.parse(whole!).id).toBe('a');
  });

  test('a full disk: SINK_FAILED, with what to do', async () => {
    // Writing to it fails as on a full disk (Linux, full(4)).
    const sending = open({ path: '/dev/full' }).send(notice('a'), signal);
    await expect(sending).rejects.toMatchObject({
      code: 'SINK_FAILED',
      hint: 'Make room on the disk',
      at: { file: '/dev/full' },
    });
  });

  test('a folder in its place: SINK_FAILED, and it goes on when it is mended', async () => {
    const sink = open({ path: join(folder, 'blocked', 'alerts.jsonl') });
    writeFileSync(join(folder, 'blocked'), '');
    await expect(sink.send(notice('a'), signal)).rejects.toMatchObject({ code: 'SINK_FAILED' });
    rmSync(join(folder, 'blocked'));
    await sink.send(notice('b'), signal);
    expect(idsOf(join(folder, 'blocked', 'alerts.jsonl'))).toEqual(['b']);
  });

  test('many at once and a rotation in between: every line whole, none lost', async () => {
    const sink = open({ maxBytes: 20_000, keep: 100 });
    const ids = Array.from({ length: 60 }, (_, i) => `n-${i}`);
    await Promise.all(ids.map((id) => sink.send(notice(id), signal)));
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(2);
    expect(files.flatMap((file) => idsOf(join(folder, file))).sort()).toEqual(ids.sort());
  });
});
