import { afterEach, describe, expect, test } from 'vitest';
import { Problem } from '../../base/problem.ts';
import { type Delivery, type Listed, type Source, type SourceOptions, WHOLE_LIMIT } from './source.ts';

/** A place that holds these contents under these names, and the source that reads it. */
export interface Prepared {
  readonly source: Source;
  /** What a delivery of this name is called. */
  fileOf(name: string): string;
  remove(): Promise<void>;
}

export interface SourceTraits {
  prepare(contents: Readonly<Record<string, Uint8Array>>, options: SourceOptions): Promise<Prepared>;
  /** False where there is only ever one delivery (a pipe): then one content is prepared, and sizes are unknown. */
  readonly many: boolean;
}

/** What the pipeline relies on, whatever the source. */
export function sourceContract(name: string, { prepare, many }: SourceTraits): void {
  describe(`${name} as a source`, () => {
    let prepared: Prepared | undefined;
    const setUp = async (contents: Readonly<Record<string, Uint8Array>>, options: SourceOptions = {}) => {
      prepared = await prepare(contents, options);
      return prepared;
    };
    afterEach(async () => {
      await prepared?.remove();
      prepared = undefined;
    });

    test('delivers the bytes as they are stored', async () => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) & 255);
      const { source, fileOf } = await setUp({ 'a.json.gz': bytes });
      const [delivery] = deliveries(await collect(source));
      expect(delivery?.file).toBe(fileOf('a.json.gz'));
      expect(delivery?.size).toBe(many ? bytes.length : undefined);
      expect(Buffer.compare(await content(delivery), bytes)).toBe(0);
    });

    test('an empty content is delivered', async () => {
      const { source } = await setUp({ 'empty.json': new Uint8Array() });
      const listed = deliveries(await collect(source));
      expect(listed).toHaveLength(1);
      expect(await content(listed[0])).toHaveLength(0);
    });

    test('content over the limit comes in pieces', async () => {
      const bytes = Buffer.alloc(WHOLE_LIMIT + 1, 'abc');
      const { source } = await setUp({ 'large.json': bytes });
      const [delivery] = deliveries(await collect(source));
      const body = await delivery?.open();
      expect(body).not.toBeInstanceOf(Uint8Array);
      let length = 0;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        expect(chunk.length).toBeLessThanOrEqual(WHOLE_LIMIT);
        expect(Buffer.compare(chunk, bytes.subarray(length, length + chunk.length))).toBe(0);
        length += chunk.length;
      }
      expect(length).toBe(bytes.length);
    });

    test('nothing is listed after the signal', async () => {
      const stop = new AbortController();
      stop.abort();
      const { source } = await setUp({ 'a.json': Buffer.from('{}') }, { signal: stop.signal });
      expect(await collect(source)).toEqual([]);
    });

    if (!many) {
      test('there is no telling how much it will be', async () => {
        const { source } = await setUp({ 'a.json': Buffer.from('{}') });
        expect(await source.measure()).toBeUndefined();
      });
      return;
    }

    const names = [
      'b.json',
      'a/2.json',
      'a/10.json',
      'a.json',
      'a-b.json',
      'Z.json',
      'é.json',
      'a/b/c/d.json',
      'a b+c%20&d.json',
    ];

    test('lists in the order of the code units of the names', async () => {
      const contents = Object.fromEntries(names.map((file) => [file, Buffer.from(file)]));
      const { source, fileOf } = await setUp(contents);
      const listed = deliveries(await collect(source));
      expect(listed.map(({ file }) => file)).toEqual([...names].sort().map(fileOf));
      for (const delivery of listed) expect(fileOf((await content(delivery)).toString())).toBe(delivery.file);
    });

    test('lists the same again', async () => {
      const { source } = await setUp({ 'x.json': Buffer.from('1'), 'y/z.json': Buffer.from('2') });
      const files = async () => deliveries(await collect(source)).map(({ file }) => file);
      expect(await files()).toEqual(await files());
    });

    test('measures what it will deliver', async () => {
      const { source } = await setUp({ 'x.json': Buffer.alloc(10), 'y/z.json': Buffer.alloc(32) });
      expect(await source.measure()).toEqual({ files: 2, bytes: 42 });
    });

    test('may be left early', async () => {
      const { source } = await setUp(Object.fromEntries(names.map((file) => [file, Buffer.from(file)])));
      for await (const listed of source.list()) {
        expect(listed.kind).toBe('delivery');
        break;
      }
    });

    test('a place with nothing in it is no error of the program', async () => {
      const { source } = await setUp({});
      for (const listed of await collect(source)) {
        if (listed.kind === 'problem') expect(listed.problem).toBeInstanceOf(Problem);
      }
    });
  });
}

export async function collect(source: Source): Promise<Listed[]> {
  const all: Listed[] = [];
  for await (const listed of source.list()) all.push(listed);
  return all;
}

export const deliveries = (listed: readonly Listed[]): Delivery[] =>
  listed.flatMap((one) => (one.kind === 'delivery' ? [one.delivery] : []));

export const problems = (listed: readonly Listed[]): Problem[] =>
  listed.flatMap((one) => (one.kind === 'problem' ? [one.problem] : []));

export async function content(delivery: Delivery | undefined): Promise<Buffer> {
  if (delivery === undefined) throw new Error('nothing was delivered');
  const body = await delivery.open();
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
