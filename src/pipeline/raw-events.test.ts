import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesSource } from '../edges/sources/files.ts';
import type { Source } from '../edges/sources/source.ts';
import { RAW_LIMIT } from '../model/triage-item.ts';
import { fetchRawEvents } from './raw-events.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-raw-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (id: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventID: id,
  eventTime: '2026-03-01T12:00:00Z',
  eventName: 'StopLogging',
  eventSource: 'cloudtrail.amazonaws.com',
  awsRegion: 'us-east-1',
  recipientAccountId: '123456789012',
  ...more,
});

function write(name: string, ...records: object[]): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ Records: records }));
  return file;
}

const never = () => false;

describe('fetchRawEvents', () => {
  it('reads just the files that it must, and returns the events by id', async () => {
    const a = write('a.json', record('1'), record('2'), record('3'));
    const b = write('b.json', record('4'), record('5'));
    const found = await fetchRawEvents(
      [filesSource(folder)],
      new Map([
        [a, new Set(['1', '3'])],
        [b, new Set(['5'])],
      ]),
      never,
    );
    expect([...found.keys()].sort()).toEqual(['1', '3', '5']);
    expect(JSON.parse(found.get('3')!.raw!)).toEqual(record('3'));
  });

  it('cuts what is long, and says so', async () => {
    const file = write('a.json', record('1', { userAgent: 'x'.repeat(2 * RAW_LIMIT) }));
    const found = await fetchRawEvents([filesSource(file)], new Map([[file, new Set(['1'])]]), never);
    expect(found.get('1')!.raw).toHaveLength(RAW_LIMIT);
    expect(found.get('1')!.rawLength).toBeGreaterThan(2 * RAW_LIMIT);
  });

  it('reads files beside each other; of an id in several of them the first one counts', async () => {
    const files = Array.from({ length: 40 }, (_, i) => `${i}.json`);
    let open = 0;
    let most = 0;
    const source: Source = {
      ...filesSource(folder),
      reopen: (file) => ({
        file,
        size: undefined,
        open: async () => {
          most = Math.max(most, ++open);
          // The first ones answer last.
          await new Promise((resolve) => setTimeout(resolve, 40 - Number.parseInt(file, 10)));
          open--;
          return Buffer.from(JSON.stringify({ Records: [record('same', { userAgent: file }), record(file)] }));
        },
      }),
    };
    const found = await fetchRawEvents([source], new Map(files.map((file) => [file, new Set(['same', file])])), never);
    expect(JSON.parse(found.get('same')!.raw!)).toMatchObject({ userAgent: '0.json' });
    expect(found.size).toBe(41);
    expect(most).toBe(16);
  });

  it('leaves out what is gone, and files that are none of the sources', async () => {
    const other = write('other.json', record('9'));
    const gone = join(folder, 'gone.json');
    const inside = write('in.json', record('1'));
    const wanted = new Map([gone, other, inside].map((file) => [file, new Set(['1', '9'])]));
    expect([...(await fetchRawEvents([filesSource(inside)], wanted, never)).keys()]).toEqual(['1']);
  });

  it('stops when it is told to', async () => {
    const file = write('a.json', record('1'));
    expect((await fetchRawEvents([filesSource(file)], new Map([[file, new Set(['1'])]]), () => true)).size).toBeLessThanOrEqual(
      1,
    );
  });
});
