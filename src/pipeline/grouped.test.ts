import { expect, it } from 'vitest';
import { grouped } from './grouped.ts';

async function* of<T>(...items: (T | Promise<T>)[]): AsyncGenerator<T> {
  for (const item of items) yield await item;
}

async function all<T>(groups: AsyncIterable<readonly T[]>): Promise<(readonly T[])[]> {
  const result: (readonly T[])[] = [];
  for await (const group of groups) result.push(group);
  return result;
}

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 50, value));

it('what is there at once comes together, at most as many as asked', async () => {
  expect(await all(grouped(of(1, 2, 3, 4, 5), 2))).toEqual([[1, 2], [3, 4], [5]]);
});

it('what comes later is not waited for', async () => {
  expect(await all(grouped(of(1, 2, later(3)), 10))).toEqual([[1, 2], [3]]);
});

it('nothing gives nothing', async () => {
  expect(await all(grouped(of(), 10))).toEqual([]);
});

it('an error comes after what was there before it', async () => {
  const broken = async function* () {
    yield 1;
    throw new Error('broken');
  };
  const seen: (readonly number[])[] = [];
  await expect(
    (async () => {
      for await (const group of grouped(broken(), 10)) seen.push(group);
    })(),
  ).rejects.toThrow('broken');
  expect(seen).toEqual([[1]]);
});

it('whoever leaves early ends the source', async () => {
  let ended = false;
  const endless = async function* () {
    try {
      for (let i = 0; ; i++) yield i;
    } finally {
      ended = true;
    }
  };
  for await (const group of grouped(endless(), 3)) {
    expect(group).toEqual([0, 1, 2]);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(ended).toBe(true);
});
