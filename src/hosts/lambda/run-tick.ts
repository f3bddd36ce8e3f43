import type { Clock } from '../../base/clock.ts';
import { isJsonObject } from '../../base/json.ts';
import { Problem } from '../../base/problem.ts';
import { DAY, type EpochMs, HOUR, type Milliseconds, MINUTE, SECOND } from '../../base/units.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { Alert } from '../../model/alert.ts';
import { watchSilence } from '../../pipeline/silent-sources.ts';
import { createWatch } from '../../pipeline/watch.ts';
import { dailySummary } from '../event-rules/daily-summary.ts';
import { ownKinds } from '../event-rules/event-rule.ts';
import { createEventRuleRunner } from '../event-rules/event-rule-runner.ts';
import type { Configuration } from './configuration/configuration.ts';
import { type Home, settleRefusal } from './configuration/refusal.ts';
import type { Ready } from './ready.ts';
import { type CallContext, TROUBLE, watchListener } from './process-batch.ts';
import { ofProblem, type Telemetry } from './telemetry.ts';

export interface TickParts {
  readonly ready: () => Promise<Ready>;
  readonly configuration: Pick<Configuration, 'refusal' | 'keep'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** RETENTION_DAYS, where it is set. */
  readonly retention: Milliseconds | undefined;
}

/** What is remembered from one tick to the next. */
interface Memory {
  readonly tickedAt: EpochMs;
  readonly sweptAt: EpochMs;
  /** Since when all is read without a break. */
  readonly watchingSince: EpochMs;
}

const PLACE = 'tick';
/** Feeds of a call that died are used by another after so long. */
const ABANDONED: Milliseconds = 10 * MINUTE;
/** Ticks further apart, or trouble more recent: what was not read was not silent. */
const BREAK: Milliseconds = 10 * MINUTE;
const MARGIN: Milliseconds = 2 * SECOND;

/** What has to be done each minute, whether or not events come. One part that fails stops no other. @throws the first failure */
export function createTick({ ready, configuration, store, clock, telemetry, retention }: TickParts) {
  return async (_event: unknown, context: CallContext): Promise<void> => {
    telemetry.begin(context.awsRequestId);
    const end = clock.now() + context.getRemainingTimeInMillis() - MARGIN;
    const failures: unknown[] = [];
    const part = async (name: string, work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        failures.push(error);
        if (error instanceof Problem) telemetry.log('error', `${name} failed`, ofProblem(error));
      }
    };
    try {
      const { set, inForce, outbox } = await ready();
      const { config } = set.loaded;
      const listener = watchListener(telemetry, clock);
      const say = (alerts: readonly Alert[]) => {
        for (const alert of alerts) listener.alerted(alert);
      };
      const memory = await remembered(store, clock.now());
      await part('what ended calls left', () => {
        const fetch = () => {
          throw new Error('nothing is fetched here');
        };
        const watch = createWatch({ inForce: () => inForce, store, clock, fetch, listener });
        return watch.recover(ABANDONED).then(() => watch.pass());
      });
      await part('the state of the configuration', async () => {
        const home = homeOf(context.invokedFunctionArn);
        say(await settleRefusal(configuration.refusal(), inForce, { store, clock, home }));
        await configuration.keep();
      });
      await part('silent sources', async () => {
        const threshold = config.silent_after === 'off' ? undefined : config.silent_after;
        const silence = await watchSilence(store, clock, memory.watchingSince);
        say(await silence.tick(inForce, { threshold }));
      });
      await part('schedules', () =>
        createEventRuleRunner({
          rules: () => set.eventRules,
          kinds: ownKinds,
          store,
          clock,
          summary: (rule, at) => dailySummary(rule, at, { store, exceptions: set.exceptions, timeZone: config.time_zone }),
          listener: {
            handed() {},
            missed: (rule, runs) =>
              telemetry.log('warn', 'runs of a schedule were missed', { rule: rule.name, runs: runs.length }),
          },
        }).tick(),
      );
      await part('the outbox', async () => {
        await outbox.dropOrphans();
        await outbox.flush(end);
      });
      let { sweptAt } = memory;
      if (clock.now() - sweptAt >= HOUR) {
        sweptAt = clock.now();
        await part('the sweep', async () => {
          const findings = retention ?? config.store.retention_days * DAY;
          const swept = await store.sweep(clock.now(), { findings, ledger: config.store.ledger_days * DAY });
          telemetry.log('debug', 'swept', { ...swept });
        });
      }
      const next: Memory = { ...memory, sweptAt };
      await part('the memory of the tick', () => store.setCheckpoints(PLACE, new Map([['memory', { ...next }]]), next.tickedAt));
      if (failures.length > 0) throw failures[0];
    } finally {
      telemetry.flush();
    }
  };
}

async function remembered(store: Store, now: EpochMs): Promise<Memory> {
  const row = (await store.checkpoints(PLACE, ['memory'])).get('memory');
  if (!isJsonObject(row)) return { tickedAt: now, sweptAt: now, watchingSince: now };
  const { tickedAt, sweptAt, watchingSince } = row as unknown as Memory;
  const troubleAt = Number((await store.checkpoints(TROUBLE, ['at'])).get('at') ?? 0);
  const isBroken = now - tickedAt > BREAK || now - troubleAt < BREAK;
  return { tickedAt: now, sweptAt, watchingSince: isBroken ? now : watchingSince };
}

/** `arn:aws:lambda:us-east-1:123456789012:function:trailwatch-tick` */
export function homeOf(functionArn: string): Home {
  const [, , , region = '', account = ''] = functionArn.split(':');
  return { account, region };
}
