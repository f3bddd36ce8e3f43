import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/simulation/random.ts';
import { anyDeath, faultPoints, type Ground, prepareGround } from './killing.ts';

/** Runs that die anywhere, once or several times, and are compared with one that never died. */

const ROUNDS = 200;
const AT_ONCE = 2;
const PARTS = 4;
/** TRAILWATCH_SEED repeats a run, but for those that are killed at a moment. */
const given = process.env.TRAILWATCH_SEED;
const seed = given === undefined ? Math.trunc(Math.random() * 2 ** 31) : Number(given);

describe(`killed at random, seed ${seed}`, () => {
  let ground: Ground;
  let points: readonly string[];
  beforeAll(async () => {
    ground = await prepareGround({ events: 2000, seed: 7 });
    points = faultPoints(ground);
  });
  afterAll(() => ground.close());

  it('there is something to lose', () => {
    console.log(`seed ${seed}: ${points.join(', ')}`);
    expect(points).toEqual(expect.arrayContaining(['> commit', '< commit', '> dropFeeds', 'levels', 'acked', '< claim', 'sent']));
    expect(ground.expected.findings.length).toBeGreaterThan(50);
    expect(ground.expected.findings.some(({ ruleId }) => ruleId === 'console-brute-then-success')).toBe(true);
  });

  it.each(Array.from({ length: PARTS }, (_, part) => part))('nothing is lost, and nothing said twice: part %s', async (part) => {
    let next = part;
    let died = 0;
    const worker = async () => {
      for (let round = next; round < ROUNDS; round = next) {
        next += PARTS;
        const random = new Random(seed, `round ${round}`);
        const deaths = Array.from({ length: random.between(1, 3) }, () => anyDeath(random, ground, points));
        died += await ground.round(`round-${round}`, deaths).catch((error: unknown) => {
          throw new Error(`seed ${seed}, round ${round}: ${JSON.stringify(deaths)}`, { cause: error });
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(died).toBeGreaterThan(ROUNDS / PARTS / 2);
  });
});
