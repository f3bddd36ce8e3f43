import type { Clock } from '../../base/clock.ts';
import { Problem } from '../../base/problem.ts';
import { type EpochMs, type Milliseconds, MINUTE, SECOND } from '../../base/units.ts';
import type { LiveDelivery } from '../../edges/sources/live-source.ts';
import { type BatchResponse, type LambdaBatch, lambdaDeliveries, lambdaSource } from '../../edges/sources/live/lambda-event.ts';
import type { ObjectReader } from '../../edges/sources/object-reader.ts';
import type { SecurityEvents } from '../../edges/stores/security-events.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { Delivery } from '../../edges/sources/source.ts';
import { createHeardSources } from '../../pipeline/heard-sources.ts';
import { createWatch, type WatchListener } from '../../pipeline/watch.ts';
import { ownKinds } from '../event-rules/event-rule.ts';
import { createEventRuleRunner } from '../event-rules/event-rule-runner.ts';
import type { Ready } from './ready.ts';
import { ofError, ofProblem, type Telemetry } from './telemetry.ts';

/** What Lambda tells of a call. */
export interface CallContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  getRemainingTimeInMillis(): number;
}

export interface ProcessorParts {
  readonly ready: () => Promise<Ready>;
  readonly store: Store;
  readonly securityEvents: SecurityEvents;
  readonly objects: ObjectReader;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Name of the checkpoint in which a processor says when it last could not read something: what isn't read isn't silent. */
export const TROUBLE = 'trouble';

export type Processor = (event: unknown, context: CallContext) => Promise<BatchResponse | undefined>;

/** Nothing more is begun when less than this share of the call's time is left: what has been read has to be concluded. */
const RESERVED = 0.25;
const RESERVED_AT_LEAST: Milliseconds = 5 * SECOND;
/** Between the end of the work and Lambda's. */
const MARGIN: Milliseconds = 2 * SECOND;

/**
 * The processor: one call's deliveries through the engine. Those that failed, or that there was no time for, come again; what the
 * others brought has had its effect and is in the table of events. Alerts go out before it returns, as far as there is time.
 */
export function createProcessor({ ready, store, securityEvents, objects, clock, telemetry }: ProcessorParts): Processor {
  const heard = createHeardSources(store);
  let troubleSaidAt: EpochMs | undefined;

  return async (event, context) => {
    telemetry.begin(context.awsRequestId);
    const remaining = context.getRemainingTimeInMillis();
    const end = clock.now() + remaining - MARGIN;
    const lastBegin = end - Math.max(RESERVED_AT_LEAST, remaining * RESERVED);
    try {
      const batch = lambdaDeliveries(event);
      const { set, inForce, outbox } = await ready();
      let messages = 0;
      const eventRules = createEventRuleRunner({
        rules: () => set.eventRules,
        kinds: ownKinds,
        store,
        clock,
        // Schedules are the tick's.
        summary: () => Promise.reject(new Error('no schedule runs here')),
        listener: {
          handed: (count) => {
            messages += count;
          },
          missed() {},
        },
      });
      let isTroubled = false;
      /** Not begun after the last moment: it is among the failures, and comes again. */
      const inTime = <D extends Delivery>(delivery: D): D => ({
        ...delivery,
        open: async () => {
          if (clock.now() >= lastBegin)
            throw new Problem('SOURCE_FAILED', 'there was no time left in this call', { at: { file: delivery.file } });
          return delivery.open();
        },
      });
      const watch = createWatch({
        inForce: () => inForce,
        store,
        clock,
        fetch: (pointer) =>
          inTime({ file: `s3://${pointer.bucket}/${pointer.key}`, size: undefined, open: () => objects.open(pointer) }),
        listener: {
          ...watchListener(telemetry, clock),
          committed: (_seconds, count) => {
            messages += count;
          },
          failed: (_source, { file }, problem) => {
            isTroubled ||= hides(problem);
            telemetry.add('DeliveriesAgain', 1);
            telemetry.log('warn', 'a delivery comes again', { file, ...ofProblem(problem) });
          },
          event: (one) => heard.heard(one),
          whole: () => eventRules.hears(),
          beforeAck: () => eventRules.flush(),
          matched: (items) => securityEvents.write(items, clock.now()),
        },
      });
      const source = `lambda:${batch.caller}`;
      const handle = (some: readonly LiveDelivery[]) => handleAll(some, (those) => watch.handle(source, those), telemetry);
      const deliveries = batch.deliveries.map((one) => ({ ...inTime(one), ...(comesBack(batch) && { redrive: true as const }) }));
      if (batch.isOrdered) {
        for await (const one of lambdaSource({ ...batch, deliveries }).deliveries(NEVER)) await handle([one]);
      } else {
        await handle(deliveries);
      }
      if (messages > 0) await outbox.flush(end);
      await saveHeard(isTroubled);
      return batch.batchResponse();
    } finally {
      telemetry.flush();
    }
  };

  /** Neither is worth having all of it come again. */
  async function saveHeard(isTroubled: boolean): Promise<void> {
    const now = clock.now();
    try {
      await heard.save(now);
      if (isTroubled && (troubleSaidAt === undefined || now - troubleSaidAt >= MINUTE)) {
        troubleSaidAt = now;
        await store.setCheckpoints(TROUBLE, new Map([['at', now]]), now);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      telemetry.log('warn', 'which accounts and regions have sent was not saved', ofProblem(error));
    }
  }
}

const NEVER = new AbortController().signal;

/** Events may be there that can't be had. Junk hides none: else whoever writes junk could have silence go unnoticed. */
function hides({ code }: Problem): boolean {
  return !code.startsWith('DECODE_') && code !== 'S3_NOT_FOUND';
}

/** A stream's record that nobody can read would hold up all behind it; the others end in a queue or destination for failures. */
function comesBack({ caller }: LambdaBatch): boolean {
  return caller !== 'kinesis';
}

/** A defect of ours that one delivery brings out is no reason to refuse the others: each by itself, then. */
async function handleAll(
  deliveries: readonly LiveDelivery[],
  handle: (deliveries: readonly LiveDelivery[]) => Promise<void>,
  telemetry: Telemetry,
): Promise<void> {
  try {
    await handle(deliveries);
  } catch (error) {
    const [first, ...others] = deliveries;
    if (first === undefined) throw error;
    if (others.length === 0) {
      telemetry.log('error', 'a defect of trailwatch', { file: first.file, ...ofError(error) });
      await first.retry(new Problem('SOURCE_FAILED', 'a defect of trailwatch', { at: { file: first.file }, cause: error }));
      return;
    }
    for (const one of deliveries) await handleAll([one], handle, telemetry);
  }
}

/** What every function says of what it works on. */
export function watchListener(
  telemetry: Telemetry,
  clock: Clock,
): Pick<WatchListener, 'delivered' | 'alerted' | 'failed' | 'committed' | 'event'> {
  return {
    delivered(_source, { file }, { events, matches, rejects, newest, ...counts }) {
      telemetry.add('DeliveriesDone', 1);
      telemetry.add('Events', events);
      telemetry.add('Matches', matches);
      telemetry.add('Rejects', rejects);
      if (newest !== undefined) telemetry.add('LagSeconds', Math.max(0, (clock.now() - newest) / 1000));
      telemetry.log(rejects > 0 ? 'warn' : 'info', 'delivered', { file, events, matches, rejects, ...counts });
    },
    alerted({ finding: { id, ruleId, severity, account, count }, change }) {
      if (change === 'opened') telemetry.add('Findings', 1);
      telemetry.log('info', 'finding', { finding: id, rule: ruleId, severity, account, count, change });
    },
    failed() {},
    committed() {},
    event() {},
  };
}
