import { type EpochMs, MINUTE, SECOND } from '../base/units.ts';
import type { Account, Region } from './account.ts';
import { type Actor, CAST } from './cast.ts';
import { hash32, mix32, Random } from './random.ts';
import { type CloudTrailRecord, toRecord } from './record.ts';
import type { Session } from './sessions.ts';

/** CloudTrail delivers about every five minutes; the simulation goes forward in the same steps. */
export const SLOT = 5 * MINUTE;

interface Period {
  readonly start: EpochMs;
  /** How many slots. */
  readonly slots: number;
}

/** One actor's part of the work: so many calls in all, of which each slot gets its part by the actor's rhythm. */
interface Worker {
  readonly actor: Actor;
  readonly random: Random;
  readonly salt: number;
  readonly calls: number;
  /** Sum of the rhythm over all slots. */
  readonly whole: number;
  passed: number;
  made: number;
  readonly sessions: Map<Region | 'all', Session>;
}

/**
 * Ordinary activity: `about` calls spread over the period, asked for slot after slot.
 * Memory doesn't grow with the number of calls; what is kept is one session per actor and region.
 */
export function createBackground(account: Account, period: Period, about: number): (slot: number) => CloudTrailRecord[] {
  const workers = hire(account, period, about);
  return (slot) => {
    const at = period.start + slot * SLOT;
    const records: CloudTrailRecord[] = [];
    for (const worker of workers) {
      worker.passed += worker.actor.rhythm(at, noiseOf(worker.salt, slot));
      const due = Math.floor((worker.calls * worker.passed) / worker.whole) - worker.made;
      if (due > 0) work(account, worker, at, due, records);
    }
    return records;
  };
}

function hire(account: Account, period: Period, about: number): Worker[] {
  const able = CAST.map((actor) => {
    const salt = hash32(actor.name, account.seed);
    let whole = 0;
    for (let slot = 0; slot < period.slots; slot++) whole += actor.rhythm(period.start + slot * SLOT, noiseOf(salt, slot));
    return { actor, salt, whole };
  }).filter(({ whole }) => whole > 0);
  const shares = able.reduce((sum, { actor }) => sum + actor.share, 0);
  return able.map(({ actor, salt, whole }) => ({
    actor,
    salt,
    whole,
    random: new Random(account.seed, `actor/${actor.name}`),
    calls: Math.round((about * actor.share) / shares),
    passed: 0,
    made: 0,
    sessions: new Map(),
  }));
}

function noiseOf(salt: number, slot: number): number {
  return mix32(salt + Math.imul(slot, 0x9e3779b1)) % 100;
}

function work(account: Account, worker: Worker, at: EpochMs, due: number, records: CloudTrailRecord[]): void {
  const { actor, random, sessions } = worker;
  const region = random.pick(actor.regions);
  const site = account.sites[region];
  const key = actor.roams === true ? 'all' : region;
  let session = sessions.get(key);
  let left = due;
  if (session === undefined || session.until <= at) {
    session = actor.begin(account, site, random, at + random.below(20) * SECOND);
    sessions.set(key, session);
    for (const { call, caller, at: opened } of session.opening) {
      records.push(toRecord(call, caller, opened, region, account.id, random));
      left--;
      worker.made++;
    }
  }
  const { caller } = session;
  for (; left > 0; left--) {
    const when = at + random.between(50, 299) * SECOND;
    records.push(toRecord(random.pick(actor.mix)(site, random, when), caller, when, region, account.id, random));
    worker.made++;
  }
}
