import { expect, test } from 'vitest';
import { BASE32, hash32, mix32, Random } from './random.ts';

test('the same seed and label give the same stream, others give others', () => {
  const draw = (seed: number, label: string) => {
    const random = new Random(seed, label);
    return Array.from({ length: 50 }, () => random.next());
  };
  expect(draw(7, 'a')).toEqual(draw(7, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(8, 'a'));
  expect(draw(7, 'a')).not.toEqual(draw(7, 'b'));
});

test('numbers are 32-bit, and fill their range evenly', () => {
  const random = new Random(1, 'even');
  const buckets = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const n = random.next();
    expect(Number.isInteger(n) && n >= 0 && n < 2 ** 32).toBe(true);
    const drawn = random.below(10);
    buckets[drawn] = buckets[drawn]! + 1;
  }
  // Ten thousand each with a standard deviation of 95: six of them apart happens to nobody.
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(570);
});

test('UUIDs have the form of version 4', () => {
  const random = new Random(1, 'uuid');
  for (let i = 0; i < 1000; i++)
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('texts have the asked length and alphabet', () => {
  const random = new Random(1, 'text');
  expect(random.hex(17)).toMatch(/^[0-9a-f]{17}$/);
  expect(random.text(10, BASE32)).toMatch(/^[A-Z2-7]{10}$/);
});

test('shuffling keeps every item', () => {
  const list = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = new Random(1, 'shuffle').shuffle([...list]);
  expect(shuffled).not.toEqual(list);
  expect(shuffled.sort((a, b) => a - b)).toEqual(list);
});

test('FNV-1a without an offset of ours is mixed to a 32-bit number', () => {
  expect(hash32('', 0)).toBe(mix32(0x811c9dc5));
  expect(hash32('a', 0)).not.toBe(hash32('b', 0));
});
