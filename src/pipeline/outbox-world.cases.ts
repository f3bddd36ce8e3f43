import { expect } from 'vitest';
import { Problem } from '../base/problem.ts';
import type { EpochMs } from '../base/units.ts';
import type { Notice, Receipt, Sink } from '../edges/sinks/sink.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { OutboxOptions } from './outbox-parts.ts';
import {
  type FakeOutboxStore,
  fakeOutboxStore,
  sampleMessage,
  type SimulatedClock,
  simulatedClock,
} from './outbox-simulation.cases.ts';

/** A quarter past noon: the five minutes and the hour aren't about to end. */
export const START = Date.UTC(2026, 0, 31, 12, 15, 1);

export interface Told {
  readonly at: EpochMs;
  readonly to: string;
  readonly notice: Notice;
}

export interface World {
  readonly clock: SimulatedClock;
  readonly store: FakeOutboxStore;
  readonly outbox: Outbox;
  readonly told: Told[];
  readonly givenUp: { readonly to: string; readonly ids: readonly string[]; readonly reason: string }[];
  readonly problems: unknown[];
  readonly running: Promise<void>;
  readonly stop: AbortController;
}

export type Answer = (notice: Notice, signal: AbortSignal) => Promise<Receipt> | Receipt;
export const failing: Answer = () => {
  throw new Problem('SINK_FAILED', 'example.com answered 503');
};
export const refusing: Answer = () => {
  throw new Problem('SINK_REFUSED', 'example.com answered 400');
};
export const hanging: Answer = () => new Promise<never>(() => undefined);

const worlds: World[] = [];

export function begin({
  answers = { desk: (() => ({})) as Answer } as Record<string, Answer>,
  clock = simulatedClock(START),
  store = fakeOutboxStore(),
  options = {} as Partial<OutboxOptions>,
  types = {} as Readonly<Record<string, Sink['type']>>,
} = {}): World {
  const told: Told[] = [];
  const sinks = Object.entries(answers).map(([name, answer]): [string, Sink] => [
    name,
    {
      name,
      type: types[name] ?? 'stdout',
      async send(notice, signal) {
        told.push({ at: clock.now(), to: name, notice });
        return answer(notice, signal);
      },
    },
  ]);
  const world = { clock, store, told, givenUp: [] as World['givenUp'], problems: [] as unknown[], stop: new AbortController() };
  const outbox = createOutbox({
    store,
    sinks: new Map(sinks),
    clock,
    options: { random: () => 0.5, ...options },
    listener: {
      sent: () => undefined,
      failed: () => undefined,
      givenUp: (to, messages, reason) => world.givenUp.push({ to, ids: messages.map(({ id }) => id), reason }),
      problem: (error) => world.problems.push(error),
    },
  });
  const begun = { ...world, outbox, running: outbox.run(world.stop.signal) };
  worlds.push(begun);
  return begun;
}

/** Every test's outbox ends, whatever its sinks do. */
export async function endWorlds(): Promise<void> {
  const all = worlds.splice(0);
  for (const world of all) await end(world);
  for (const { clock } of all) expect(clock.sleepers).toBe(0);
}

export async function end({ outbox, clock, running }: World): Promise<void> {
  const drained = outbox.drain(clock.now());
  await clock.advance(0);
  await drained;
  await running;
}

export const ids = (told: readonly Told[]) => told.map(({ notice }) => notice.id);
export const messages = (count: number, more: Parameters<typeof sampleMessage>[0] = {}) =>
  Array.from({ length: count }, (_, i) =>
    sampleMessage({ id: `m-${i}`, finding: `f-${i}`, at: START + i, dueAt: START, ...more }),
  );
