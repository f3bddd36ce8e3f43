import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ZipEntry, zipOf } from './zip.ts';

const entries: ZipEntry[] = [
  { path: 'processor.mjs', bytes: Buffer.from('export const handler = 1;\n'.repeat(2000)) },
  { path: 'rules/aws/größe.yml', bytes: Buffer.from('title: ü') },
  { path: 'empty', bytes: new Uint8Array() },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zip-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the same entries are the same file, in whatever order they come', () => {
  expect(zipOf([...entries].reverse()).equals(zipOf(entries))).toBe(true);
});

it('is what the format says: a directory at the end, each entry readable from where it says', () => {
  const zip = zipOf(entries);
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  expect(zip.readUInt16LE(end + 10)).toBe(entries.length);
  let at = zip.readUInt32LE(end + 16);
  const read = new Map<string, Buffer>();
  for (let i = 0; i < entries.length; i++) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [size, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    // What Lambda goes by: a file of Unix that everybody may read.
    expect(zip.readUInt8(at + 5)).toBe(3);
    expect((zip.readUInt32LE(at + 38) >>> 16).toString(8)).toBe('100644');
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26);
    read.set(name, inflateRawSync(zip.subarray(start, start + size)));
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  expect([...read]).toEqual(
    [...entries].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, bytes }) => [path, Buffer.from(bytes)]),
  );
});

it('Python, which shares no code with this, finds the same in it and no fault', () => {
  const file = join(folder, 'a.zip');
  writeFileSync(file, zipOf(entries));
  const script =
    'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({i.filename:[len(z.read(i)),i.external_attr>>16,i.date_time[0]] for i in z.infolist()}))';
  expect(JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }))).toEqual({
    'processor.mjs': [52_000, 0o100644, 1980],
    'rules/aws/größe.yml': [9, 0o100644, 1980],
    empty: [0, 0o100644, 1980],
  });
});
