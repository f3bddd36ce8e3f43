import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SeriesInput, SeriesValue } from '../../model/series.ts';
import { createInputLog, type InputBlock, type Wanted } from './input-log.ts';
import { noon, sampleInput } from './sample-series.cases.ts';

/** What comes back, by way of JSON. */
function readBack(inputs: readonly SeriesInput[]): { inputs: SeriesInput[]; blocks: InputBlock[] } {
  const log = createInputLog();
  const blocks = [...inputs.map((input, i) => log.add(input, [i])), log.finish()].flatMap((block) => block ?? []);
  const read = blocks.flatMap((block) => [...log.read(JSON.parse(JSON.stringify(block)) as InputBlock, () => true)]);
  return { inputs: read, blocks };
}

const id = '0a1b2c3d-4e5f-4a6b-8c7d-f0e1d2c3b4a5';

const leaf: fc.Arbitrary<SeriesValue> = fc.oneof(
  fc.string(),
  fc.constantFrom('x', 'y'),
  fc.integer(),
  fc.boolean(),
  fc.constant({ literal: '12345678901234567890' }),
);

const anyInput: fc.Arbitrary<SeriesInput> = fc
  .record({
    ruleId: fc.constantFrom('a', 'b'),
    eventId: fc.oneof(
      fc.uuid(),
      fc.uuid({ version: 4 }).map((uuid) => uuid.toUpperCase()),
      fc.string(),
    ),
    at: fc.oneof(
      fc.integer({ min: -8_640_000_000_000, max: 8_640_000_000_000 }).map((seconds) => seconds * 1000),
      fc.integer(),
    ),
    title: fc.constantFrom('one', 'another'),
    attack: fc.constantFrom<readonly string[]>([], ['T1078'], ['T1078', 'T1550']),
    time: fc.option(fc.constantFrom('', '2026-01-31T12:00:00.500Z', '2026-01-31T12:00:00Z'), { nil: undefined }),
    texts: fc.array(fc.string(), { minLength: 4, maxLength: 4 }),
    resources: fc.array(fc.string(), { maxLength: 3 }),
    values: fc.dictionary(
      fc.constantFrom('p', 'q.r', '__proto__', 'constructor'),
      fc.array(leaf, { minLength: 1, maxLength: 3 }),
    ),
    crossing: fc.boolean(),
  })
  .map(({ ruleId, eventId, at, title, attack, time, texts, resources, values, crossing }) => {
    const { record, ...input } = sampleInput(ruleId, eventId, at);
    const [actor, userAgent, errorCode, file] = texts as [string, string, string, string];
    const eventTime = time ?? record.eventTime.replace('.000Z', 'Z');
    return {
      ...input,
      values,
      resources,
      record: { ...record, title, attack, eventTime, actor, userAgent, errorCode, file },
      ...(crossing && { crossing: { first: true, weight: 2, change: 1 as const, name: 'n', events: [] } }),
    };
  });

describe('inputs that wait in a log', () => {
  test('come back as they were, in their order', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        expect(readBack(inputs).inputs).toEqual(inputs);
      }),
      { numRuns: 500 },
    );
  });

  test('are small where they have much in common', () => {
    const inputs = Array.from({ length: 2000 }, (_, i) => {
      const input = sampleInput('a', id.replace('0a1b', String(1000 + i)), noon + i * 1000, {
        key: 'k',
        from: `address ${i % 7}`,
      });
      return { ...input, record: { ...input.record, eventTime: new Date(input.at).toISOString().replace('.000Z', 'Z') } };
    });
    const { inputs: read, blocks } = readBack(inputs);
    expect(read).toEqual(inputs);
    expect(blocks.length).toBeGreaterThan(2);
    expect(JSON.stringify(blocks).length).toBeLessThan(JSON.stringify(inputs).length / 3);
  });

  test('make a block of their own where they are large: a block is never much larger than one of them', () => {
    const inputs = Array.from({ length: 200 }, (_, i) => {
      const input = sampleInput('a', `e${i}`, noon + i, { many: `${'x'.repeat(3000)}${i}` });
      const values = { many: Array.from({ length: 64 }, (_, k) => `${'y'.repeat(2000)}${k}`) };
      return { ...input, values };
    });
    const { inputs: read, blocks } = readBack(inputs);
    expect(read).toEqual(inputs);
    for (const block of blocks) expect(JSON.stringify(block).length).toBeLessThan(512 * 1024);
  });
});

it('reads only what is wanted', () => {
  const log = createInputLog();
  const [one, two, three, four, five] = ['one', 'two', 'three', 'four', 'five'].map((id, i) => sampleInput('a', id, noon + i));
  const whole = { ...four!, crossing: { first: true, weight: 1, change: 1, name: 'n', events: [] } } as const;
  const blocks = [
    log.add(one!, [7]),
    log.add(two!, [3, 8]),
    log.add(three!, [8]),
    log.add(whole, [7, 7, 7]),
    log.add(five!, []),
    log.finish(),
  ].flatMap((block) => block ?? []);
  const asked: unknown[] = [];
  const wanted: Wanted = (numbers, from, to, at) => {
    asked.push([at - noon, ...Array.from(numbers).slice(from, to)]);
    return numbers[from] === 7 || numbers[from + 1] === 8;
  };
  expect(blocks.flatMap((block) => [...log.read(block, wanted)]).map(({ eventId }) => eventId)).toEqual(['one', 'two', 'four']);
  expect(asked).toEqual([[0, 7], [1, 3, 8], [2, 8], [3, 7, 7, 7], [4]]);
});
