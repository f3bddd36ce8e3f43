import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Death, faultPoints, type Ground, prepareGround } from './killing.ts';

/** One run that dies at the steps of the life of an event, one after the other; `kill.deep.ts` does so at random, and often. */

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround({ events: 1000, seed: 11 });
}, 60_000);
afterAll(() => ground.close());

/** In the order in which a process passes them, so that there is still work for the next one to die of. */
const steps: readonly (readonly [string, number])[] = [
  ['> commit', 1],
  ['< commit', 1],
  ['> dropFeeds', 1],
  ['> setCheckpoints', 2],
  ['acked', 30],
  ['< claim', 2],
  ['sent', 1],
];

it('a run that dies at one step after the other ends as one that never died', async () => {
  expect(ground.expected.findings.length).toBeGreaterThan(20);
  expect(ground.expected.opened.length).toBeGreaterThan(10);
  expect(faultPoints(ground)).toEqual(expect.arrayContaining(steps.map(([step]) => step)));
  const deaths = steps.map(([step, time]): Death => ({ at: 'step', step, time }));
  expect(await ground.round('all', [...deaths, { at: 'request', time: 1 }])).toBeGreaterThan(steps.length - 2);
}, 60_000);
