import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../base/units.ts';
import { createMemoryStore } from '../edges/stores/memory-store.ts';
import type { TrailEvent } from '../model/event.ts';
import { createHeardSources } from './heard-sources.ts';

const START = Date.UTC(2026, 0, 31, 12);
const event = (at: number, region = 'us-east-1') =>
  ({ at, envelope: { account: '123456789012', region } }) as unknown as TrailEvent;
const rowsOf = async (store: ReturnType<typeof createMemoryStore>) =>
  Object.fromEntries(await store.listCheckpoints('activity')) as unknown as Record<
    string,
    { activity: { firstAt: number; lastAt: number; hours: number[] }; silence?: string }
  >;

it('what several processes heard is joined, whoever saves last', async () => {
  const store = createMemoryStore();
  const [a, b] = [createHeardSources(store), createHeardSources(store)];
  a.heard(event(START));
  b.heard(event(START + 2 * HOUR));
  b.heard(event(START + 5 * HOUR));
  await b.save(0);
  await a.save(0);
  const { activity } = (await rowsOf(store))['123456789012 us-east-1']!;
  expect(activity).toMatchObject({ firstAt: START, lastAt: START + 5 * HOUR });
  expect(activity.hours.map((hour) => hour - START / HOUR)).toEqual([0, 2, 5]);
});

it('a silence that was noted stays noted: ending it is the work of who opened it', async () => {
  const store = createMemoryStore();
  const heard = createHeardSources(store);
  heard.heard(event(START));
  await heard.save(0);
  const key = '123456789012 us-east-1';
  const row = (await store.checkpoints('activity', [key])).get(key) as object;
  await store.setCheckpoints('activity', new Map([[key, { ...row, silence: 'finding-1' }]]), 0);
  heard.heard(event(START + HOUR));
  await heard.save(0);
  expect((await rowsOf(store))[key]).toMatchObject({ silence: 'finding-1', activity: { lastAt: START + HOUR } });
});

it('an area that sends all the time is written now and then', async () => {
  const store = createMemoryStore();
  let writes = 0;
  const heard = createHeardSources({
    checkpoints: store.checkpoints,
    setCheckpoints: async (...args) => {
      writes++;
      await store.setCheckpoints(...args);
    },
  });
  for (let minute = 0; minute < 60; minute++) {
    heard.heard(event(START + minute * MINUTE));
    await heard.save(0);
  }
  expect(writes).toBe(12);
});

it('events that name no account or region say nothing', async () => {
  const store = createMemoryStore();
  const heard = createHeardSources(store);
  heard.heard(event(START, ''));
  await heard.save(0);
  expect(await rowsOf(store)).toEqual({});
});
