import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../base/units.ts';
import type { Decoded } from '../../model/decoded.ts';
import { type DecodeLimits, decode, decodeValue, decodeWhole, defaultLimits } from './decode.ts';
import { chunked, streamed } from './decoded-text.cases.ts';

const record = (id: string, more: object = {}) => ({
  eventVersion: '1.09',
  eventTime: '2026-01-31T12:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateUser',
  awsRegion: 'us-east-1',
  eventID: id,
  ...more,
});
const line = (id: string, more: object = {}) => `${JSON.stringify(record(id, more))}\n`;
const log = (...ids: string[]) => JSON.stringify({ Records: ids.map((id) => record(id)) });
const short = (decoded: readonly Decoded[]) =>
  decoded.map((one) =>
    one.kind === 'event'
      ? one.record.event().id
      : one.kind === 'reject'
        ? one.problem.code
        : one.kind === 'ignored'
          ? one.reason
          : one.pointer.key,
  );
const both = async (content: string | Uint8Array, limits: DecodeLimits = defaultLimits) => {
  const bytes = Buffer.from(content as string);
  const stream = short(await streamed(bytes, [1000, 3, 50], limits));
  const whole = decodeWhole(bytes, 'file', limits);
  if (whole !== undefined) expect(short(whole)).toEqual(stream);
  return stream;
};

describe('damaged gzip', () => {
  const zipped = gzipSync(log('a', 'b', 'c'));

  it('cut off anywhere gives the records before the cut, and one reject', async () => {
    for (let size = 4; size < zipped.length; size++) {
      const found = short(await streamed(zipped.subarray(0, size)));
      expect(found.at(-1)).toBe('DECODE_GZIP');
      expect(['a', 'b', 'c'].slice(0, found.length - 1)).toEqual(found.slice(0, -1));
      expect(decodeWhole(zipped.subarray(0, size), 'file')).toBeUndefined();
    }
  });

  it('with bytes behind its end gives all records, and says so', async () => {
    expect(short(await streamed(Buffer.concat([zipped, Buffer.from('not gzip')])))).toEqual([
      'a',
      'b',
      'c',
      'bytes behind the end of the gzip data',
    ]);
    expect(short(await streamed(Buffer.concat([zipped, Buffer.alloc(1000)])))).toEqual(['a', 'b', 'c']);
  });

  it('with a wrong size in its trailer is read as if it were right', async () => {
    for (const size of [0, 5, 0xffff_ffff]) {
      const lying = Buffer.from(zipped);
      lying.writeUInt32LE(size, lying.length - 4);
      expect(decodeWhole(lying, 'file')).toBeUndefined();
      expect(short(await streamed(lying))).toEqual(['a', 'b', 'c']);
    }
  });

  it('with a wrong checksum gives its records and a reject', async () => {
    const wrong = Buffer.from(zipped);
    wrong.writeUInt32LE(1, wrong.length - 8);
    expect(short(await streamed(wrong))).toEqual(['a', 'b', 'c', 'DECODE_GZIP']);
  });

  it('gives what can be inflated before the damage', async () => {
    const text = Array.from({ length: 40 }, (_, i) =>
      line(`id-${i}`, { requestID: Buffer.from(`${i * 7919}`).toString('hex') }),
    ).join('');
    const broken = Buffer.from(gzipSync(text));
    broken.fill(0xff, broken.length - 200, broken.length - 190);
    const found = short(await streamed(broken));
    expect(found.at(-1)).toBe('DECODE_GZIP');
    expect(found.slice(0, 15)).toEqual(Array.from({ length: 15 }, (_, i) => `id-${i}`));
  });

  it('of several members gives the members before the damage', async () => {
    const broken = Buffer.from(gzipSync(log('d')));
    broken.fill(0xff, 12, 30);
    expect(short(await streamed(Buffer.concat([zipped, broken])))).toEqual(['a', 'b', 'c', 'DECODE_GZIP']);
  });

  it('with all optional header fields is gzip like any other', async () => {
    const plain = Buffer.from(log('a'));
    const raw = deflateRawSync(plain);
    const trailer = gzipSync(plain).subarray(-8);
    const header = Buffer.from([
      0x1f,
      0x8b,
      8,
      4 | 8 | 16 | 2,
      0,
      0,
      0,
      0,
      0,
      255,
      3,
      0,
      1,
      2,
      3,
      ...Buffer.from('name\0comment\0'),
      0,
      0,
    ]);
    expect(short(await streamed(Buffer.concat([header, raw, trailer]), [1]))).toEqual(['a']);
  });

  it('inside of gzip is read through both', async () => {
    expect(await both(gzipSync(zipped))).toEqual(['a', 'b', 'c']);
  });
});

describe('JSON that is no event', () => {
  it('between records is a reject that calls it a value, not damage', async () => {
    const found = await streamed(Buffer.from(`${line('a')}42\nnull\n-1.5\nfalse\n4 2\n${line('b')}`));
    const messages = found.flatMap((one) => (one.kind === 'reject' ? [`${one.problem.code} ${one.problem.message}`] : []));
    expect(messages).toEqual([
      'DECODE_SHAPE the value 42 is no event',
      'DECODE_SHAPE the value null is no event',
      'DECODE_SHAPE the value -1.5 is no event',
      'DECODE_SHAPE the value false is no event',
      'DECODE_JSON not JSON: "4 2"',
    ]);
    expect(short(found)).toContain('b');
  });
});

describe('limits', () => {
  it('a decompression bomb is stopped, and what came before it counts', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(line('a')), Buffer.alloc(64 * MiB)]));
    expect(decodeWhole(bomb, 'file')).toBeUndefined();
    expect(short(await streamed(bomb))).toEqual(['a', 'DECODE_TOO_LARGE']);
    expect(
      short(await streamed(gzipSync(line('a').repeat(2000)), [1 << 16], { ...defaultLimits, inflatedBytes: 64 * KiB })).slice(-2),
    ).toEqual(['a', 'DECODE_TOO_LARGE']);
  });

  it('a bomb inside of a payload is stopped', () => {
    const data = gzipSync(Buffer.alloc(65 * MiB)).toString('base64');
    expect(short(decodeValue({ awslogs: { data } }, 'file'))).toEqual(['DECODE_TOO_LARGE']);
  });

  it('a record over the limit is a reject, and the next one is read', async () => {
    const limits = { ...defaultLimits, recordBytes: 1000 };
    const large = record('large', { requestParameters: { x: 'y'.repeat(2000) } });
    expect(await both(`${line('a')}${JSON.stringify(large)}\n${line('b')}`, limits)).toEqual([
      'a',
      'DECODE_RECORD_TOO_LARGE',
      'b',
    ]);
    expect(await both(JSON.stringify({ Records: [record('a'), large, record('b')] }), limits)).toEqual([
      'a',
      'DECODE_RECORD_TOO_LARGE',
      'b',
    ]);
    expect(await both(`${line('a')}${'x'.repeat(3000)}\n${line('b')}`, limits)).toEqual(['a', 'DECODE_RECORD_TOO_LARGE', 'b']);
    expect(
      await both(
        `eventID,eventTime,eventName\nx,2026-01-31T12:00:00Z,${'y'.repeat(3000)}\nb,2026-01-31T12:00:00Z,CreateUser\n`,
        limits,
      ),
    ).toEqual(['DECODE_RECORD_TOO_LARGE', 'b']);
  });

  it('a record that never ends does not stay in memory', async () => {
    const limits = { ...defaultLimits, recordBytes: 64 * KiB };
    const part = Buffer.from('y'.repeat(MiB));
    async function* body() {
      yield Buffer.from('{"a":"');
      for (let i = 0; i < 100; i++) yield part;
      yield Buffer.from(`"}\n${line('b')}`);
    }
    const found: Decoded[] = [];
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for await (const batch of decode(body(), 'file', limits)) {
      found.push(...batch);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(short(found)).toEqual(['DECODE_RECORD_TOO_LARGE', 'b']);
    expect(most).toBeLessThan(20 * MiB);
  });

  it('nesting over the limit is a reject, however deep, and the next one is read', async () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const within = (depth: number) => JSON.stringify(record('n', { requestParameters: '@' })).replace('"@"', nested(depth));
    expect(await both(`{"Records":[${within(99)},${within(100)},${JSON.stringify(record('b'))}]}`)).toEqual([
      'n',
      'DECODE_TOO_DEEP',
      'b',
    ]);
    expect(await both(`${line('a')}${within(100_000)}\n${line('b')}`)).toEqual(['a', 'DECODE_TOO_DEEP', 'b']);
    expect(await both(`{"Records":[${'['.repeat(300_000)}`)).toHaveLength(1);
  });

  it('nesting over the limit takes nothing from what stands beside it', async () => {
    const nested = `"a":${'{"a":'.repeat(150)}1${'}'.repeat(150)}`;
    expect(await both(`{${nested},"Records":[${JSON.stringify(record('b'))}],${nested.replace('a', 'b')}}`)).toEqual(['b']);
    const unnamed = JSON.stringify(record('n', { eventName: undefined }));
    expect(await both(`{"Records":[${JSON.stringify(record('b'))},{${nested},${unnamed.slice(1)}]}`)).toEqual([
      'b',
      'DECODE_FIELD',
    ]);
    expect(await both(`{"Records":[{${nested},"a":1,${JSON.stringify(record('n')).slice(1)}]}`)).toEqual(['n']);
  });

  it('content wrapped in too many layers is a reject', () => {
    let message = JSON.stringify(record('a'));
    for (let i = 0; i < 12; i++) message = JSON.stringify({ Type: 'Notification', Message: message });
    expect(short(decodeValue(JSON.parse(message), 'file'))).toEqual(['DECODE_TOO_DEEP']);
  });
});

describe('broken JSON', () => {
  const good = JSON.stringify(record('b'));

  it('costs the record that is broken, and no other', async () => {
    const first = JSON.stringify(record('a', { userIdentity: { type: 'IAMUser', tags: ['x'] } }));
    const breaks: Record<string, string> = {
      'a quote is missing': first.replace('"IAMUser"', '"IAMUser'),
      'an opening quote is missing': first.replace('"IAMUser"', 'IAMUser"'),
      'a brace is missing': first.replace('}', ''),
      'a bracket is missing': first.replace(']', ''),
      'a comma is missing': first.replace(',"awsRegion"', '"awsRegion"'),
      'a colon is missing': first.replace('"eventName":', '"eventName"'),
      'a value is missing': first.replace('"CreateUser"', ''),
      'a word is none of JSON': first.replace('"CreateUser"', 'undefined'),
      'the end is missing': first.slice(0, -20),
      'a bracket closes what a brace opened': first.replace('["x"]', '["x"}'),
    };
    for (const [what, broken] of Object.entries(breaks)) {
      expect([what, await both(`${line('0')}${broken}\n${good}\n${line('c')}`)]).toEqual([what, ['0', 'DECODE_JSON', 'b', 'c']]);
      expect([what, await both(`${broken}\n${good}\n${line('c')}`)]).toEqual([what, ['DECODE_JSON', 'b', 'c']]);
      expect([
        what,
        await both(`{"Records":[${JSON.stringify(record('0'))},${broken},${good},${JSON.stringify(record('c'))}]}`),
      ]).toEqual([what, ['0', 'DECODE_JSON', 'b', 'c']]);
      expect([what, await both(`[\n  ${broken},\n  ${good}\n]`)]).toEqual([what, ['DECODE_JSON', 'b']]);
    }
  });

  it('says file, record and position', async () => {
    const [, second] = await streamed(Buffer.from(`${line('a')}{"eventVersion":\n`));
    expect(second?.kind === 'reject' && second.problem.at).toEqual({ file: 'file', record: 1, offset: line('a').length });
  });

  it('of a file that is cut short costs the last record only', async () => {
    expect(await both(log('a', 'b', 'c').slice(0, -50))).toEqual(['a', 'b', 'DECODE_JSON']);
    expect(await both(log('a', 'b', 'c').slice(0, -2))).toEqual(['a', 'b', 'c', 'DECODE_JSON']);
  });

  it('in a long row is told a hundred times and then as a number', async () => {
    const found = await streamed(Buffer.from(`${line('a')}${'oops\n'.repeat(5000)}${line('b')}`));
    expect(found.length).toBeLessThan(110);
    const last = found.at(-2);
    expect(last?.kind === 'reject' && last.problem.message).toMatch(/^\d+ more in a row can't be read/);
    expect(short(found).at(-1)).toBe('b');
  });

  it('in content without a single good record is told once, with the number', async () => {
    const [only, ...others] = await streamed(Buffer.from('2026-01-31 12:00:00 INFO started\n'.repeat(100_000)));
    expect(others).toEqual([]);
    expect(only?.kind === 'reject' && only.problem.message).toMatch(/^none of 100000 lines can be read/);
  });

  it('does not take longer than its size allows: many values on one line, many open lines', async () => {
    expect(await both(good.repeat(3000))).toHaveLength(3000);
    expect((await both('{"a":[\n'.repeat(20_000))).length).toBeGreaterThan(0);
    expect((await both('[{"a":'.repeat(20_000))).length).toBeGreaterThan(0);
    expect((await both(`{"a":[\n${'{"a":[1,\n'.repeat(90)}${'1,'.repeat(100_000)}oops\n`.repeat(3))).length).toBeGreaterThan(0);
  });
});

describe('odd but readable', () => {
  it('invalid UTF-8 is replaced', async () => {
    const bytes = Buffer.from(line('a', { userAgent: '@' }));
    bytes[bytes.indexOf('@')] = 0xff;
    const [found] = decodeWhole(bytes, 'file') ?? [];
    expect(found?.kind === 'event' && found.record.event().envelope.detail.userAgent).toBe('\ufffd');
  });

  it('a list of records with other keys before and behind it', async () => {
    expect(
      await both(JSON.stringify({ note: [1, { Records: 2 }], Records: [record('a')], more: { Records: [record('x')] } })),
    ).toEqual(['a']);
  });

  it('lists after lists', async () => {
    expect(await both(`${log('a')}${log('b')}\n${JSON.stringify([record('c')])}`)).toEqual(['a', 'b', 'c']);
  });

  it("the record's own text is kept where it is cut out of the content", async () => {
    const text =
      '{"eventVersion":"1.09",  "eventTime":"2026-01-31T12:00:00Z","eventSource":"iam.amazonaws.com","eventName":"X","serial":12345678901234567890}';
    const [found] = await streamed(Buffer.from(`${text}\n`));
    expect(found?.kind === 'event' && found.record.raw()).toBe(text);
    expect(found?.kind === 'event' && found.record.origin).toEqual({ file: 'file', record: 0, offset: 0 });
  });

  it('errors of the body itself are passed on, after what was read', async () => {
    async function* failing() {
      yield* chunked(Buffer.from(line('a')), 10);
      throw new Error('disk on fire');
    }
    await expect(async () => {
      for await (const _ of decode(failing(), 'file'));
    }).rejects.toThrow('disk on fire');
  });
});
