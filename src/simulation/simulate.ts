import { Problem } from '../base/problem.ts';
import { DAY, type EpochMs } from '../base/units.ts';
import { createAccount } from './account.ts';
import { type Attack, type AttackStep, planAttack } from './attack/attack.ts';
import { createBackground, SLOT } from './background.ts';
import { createDelivery, type SimulatedFile } from './delivery.ts';
import type { CloudTrailRecord } from './record.ts';

export type { AttackStep, CloudTrailRecord, SimulatedFile };

export interface SimulationOptions {
  /** Any whole number; the same options give the same bytes on every machine. Default 1. */
  readonly seed?: number;
  /** How many events, about, the attack's included. Default 60,000. */
  readonly events?: number;
  /** Whole days. Default 30. */
  readonly days?: number;
  /** End of the period, rounded down to five minutes. Default 2026-03-31T00:00:00Z. */
  readonly end?: EpochMs;
  /** Weave the attack in (some 290 events). Default true. */
  readonly attack?: boolean;
  /** Twelve digits. Default 123456789012. */
  readonly accountId?: string;
}

const DEFAULT_END: EpochMs = Date.UTC(2026, 2, 31);

/**
 * The log files of a simulated AWS account, in the order in which CloudTrail would have written them: a shop's account in three
 * regions with about twenty people, pipelines and services, and (unless told otherwise) one attack. Lazily: memory doesn't grow
 * with `events`, which cost a few microseconds each. Nothing in it stems from a real account.
 * @throws {Problem} CLI_USAGE for an impossible option
 */
export function* simulate(options: SimulationOptions = {}): Generator<SimulatedFile> {
  const { seed, events, start, days, accountId } = settle(options);
  const account = createAccount(accountId, seed);
  const attack: Attack =
    options.attack === false ? { steps: [], logged: [], twice: new Set() } : planAttack(account, start, days);
  const slots = (days * DAY) / SLOT;
  const background = createBackground(account, { start, slots }, Math.max(0, events - attack.logged.length));
  const delivery = createDelivery(accountId, seed);
  let next = 0;
  for (let slot = 0; slot < slots; slot++) {
    const until = start + (slot + 1) * SLOT;
    const records = background(slot);
    for (; next < attack.logged.length && attack.logged[next]!.at < until; next++) records.push(attack.logged[next]!.record);
    yield* delivery.deliver(records, until, attack.twice, slot === slots - 1);
  }
}

/**
 * The steps of the attack in the order of time: the truth that findings are held against. Empty with `attack: false`.
 * @throws {Problem} CLI_USAGE for an impossible option
 */
export function attackStory(options: SimulationOptions = {}): readonly AttackStep[] {
  if (options.attack === false) return [];
  const { seed, start, days, accountId } = settle(options);
  return planAttack(createAccount(accountId, seed), start, days).steps;
}

/** The inflated content of a file, as CloudTrail writes it: compact JSON on one line. */
export function serialize(file: SimulatedFile): string {
  return JSON.stringify({ Records: file.records });
}

function settle(
  options: SimulationOptions,
): Required<Pick<SimulationOptions, 'seed' | 'events' | 'days' | 'accountId'>> & { start: EpochMs } {
  const { seed = 1, events = 60_000, days = 30, end = DEFAULT_END, accountId = '123456789012' } = options;
  wholeNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  wholeNumber('events', events, 0, 1_000_000_000);
  wholeNumber('days', days, 1, 3660);
  const last = Math.floor(end / SLOT) * SLOT;
  wholeNumber('end', last, days * DAY, Date.UTC(9999, 0));
  if (!/^\d{12}$/.test(accountId)) {
    throw new Problem('CLI_USAGE', `account id ${JSON.stringify(accountId)} is not twelve digits`, {
      hint: 'Give twelve digits, such as 123456789012',
    });
  }
  return { seed, events, days, accountId, start: last - days * DAY };
}

function wholeNumber(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new Problem('CLI_USAGE', `${name} of the simulation is ${value}, not a whole number from ${least} to ${most}`, {
    hint: 'Give a whole number in these bounds',
  });
}
