import type { Clock } from '../../base/clock.ts';
import { hash128 } from '../../base/hash.ts';
import { isoTime } from '../../base/iso-time.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { type EpochMs, type Milliseconds, MINUTE } from '../../base/units.ts';
import type { Store, StoreCommit } from '../../edges/stores/store.ts';
import { runsBetween } from '../../engine/schedules/next-run.ts';
import type { Alert } from '../../model/alert.ts';
import type { TrailEvent } from '../../model/event.ts';
import type { EventRuleFile, ScheduleTrigger, TargetKind } from './event-rule.ts';
import { alertOf, commitOf, eventCommits, type RuleEvent, ruleArn } from './event-messages.ts';

export interface EventRuleParts {
  /** In force now. */
  readonly rules: () => readonly EventRuleFile[];
  readonly store: Pick<Store, 'commit' | 'checkpoints' | 'setCheckpoints'>;
  readonly clock: Clock;
  /** What a summary says that is due now. */
  readonly summary: (rule: EventRuleFile, run: EpochMs) => Promise<Alert>;
  /** Others are left to EventBridge. @default all */
  readonly kinds?: ReadonlySet<TargetKind>;
  readonly listener: EventRuleListener;
}

export interface EventRuleListener {
  /** Messages are in the outbox. */
  handed(messages: number): void;
  /** Nobody was there when they were due. */
  missed(rule: EventRuleFile, runs: readonly EpochMs[]): void;
}

export interface EventRuleRunner {
  /** For every event, matched or not; undefined as long as no rule is about events. */
  hears(): ((event: TrailEvent) => void) | undefined;
  /** Puts what was heard into the outbox: before that, nothing is to be acknowledged. @throws {Problem} STORE_* */
  flush(): Promise<void>;
  /** Once a minute: runs what is due. @throws {Problem} STORE_* */
  tick(): Promise<void>;
}

/** Checkpoints of schedules, by the name of the rule. */
export const SCHEDULES = 'event-rule-schedules';
/** A run that is later than this is missed. EventBridge itself promises the minute; a restart or a long batch may take longer. */
const LATE: Milliseconds = 5 * MINUTE;
/** Runs that are looked back for: of a schedule for each minute, most of a week. */
const LOOK_BACK = 10_000;
/** Units of a commit. */
const TOGETHER = 100;

/** Event rules, run here: what they hand to targets goes through the outbox, once for each event, and is tried again where it fails. */
export function createEventRuleRunner(parts: EventRuleParts): EventRuleRunner {
  const { store, clock, listener } = parts;
  let pending: StoreCommit[] = [];
  const { kinds } = parts;
  const enabled = () =>
    parts
      .rules()
      .filter(({ state }) => state !== 'DISABLED')
      .map((rule) => (kinds === undefined ? rule : { ...rule, targets: rule.targets.filter(({ kind }) => kinds.has(kind)) }))
      .filter(({ targets }) => targets.length > 0);

  async function commit(commits: readonly StoreCommit[]): Promise<void> {
    let messages = 0;
    for (let at = 0; at < commits.length; at += TOGETHER) {
      const some = commits.slice(at, at + TOGETHER);
      // False is a row of the ledger that is there already: it has been handed over.
      const done = await store.commit(some, clock.now());
      messages += some.filter((_, index) => done[index]).reduce((sum, each) => sum + each.messages.length, 0);
    }
    if (messages > 0) listener.handed(messages);
  }

  async function runSchedule(rule: EventRuleFile, trigger: ScheduleTrigger, now: EpochMs): Promise<void> {
    const written = JSON.stringify([trigger.expression, trigger.timeZone ?? '']);
    const row = (await store.checkpoints(SCHEDULES, [rule.name])).get(rule.name);
    const before = isJsonObject(row) && row.written === written ? row : undefined;
    const since = Number(before?.since ?? now);
    const after = Number(before?.after ?? now);
    const frame = { timeZone: trigger.timeZone ?? 'UTC', since };
    const runs = runsBetween(trigger.schedule, { after, until: now, limit: LOOK_BACK }, frame);
    const missed = runs.filter((run) => now - run > LATE);
    for (const run of runs.filter((each) => now - each <= LATE)) await runOnce(rule, trigger, run, now);
    if (missed.length > 0) {
      listener.missed(rule, missed);
      await commit(missedCommits(rule, missed, now));
    }
    if (before !== undefined && runs.length === 0) return;
    await store.setCheckpoints(SCHEDULES, new Map([[rule.name, { written, since, after: runs.at(-1) ?? after }]]), now);
  }

  async function runOnce(rule: EventRuleFile, trigger: ScheduleTrigger, run: EpochMs, now: EpochMs): Promise<void> {
    const event = scheduledEvent(rule, trigger, run);
    const commits = eventCommits(rule, event, now);
    for (const target of rule.targets) {
      if (target.kind === 'summary') commits.push(commitOf(rule, target, event, [await parts.summary(rule, run)], now));
    }
    await commit(commits);
  }

  function heard(event: TrailEvent): void {
    for (const rule of enabled()) {
      if (rule.trigger.kind !== 'event' || !rule.trigger.matches(event.envelope)) continue;
      const one = { id: event.id, at: event.at, envelope: event.envelope as unknown as JsonObject };
      pending.push(...eventCommits(rule, one, clock.now()));
    }
  }

  return {
    hears: () => (enabled().some(({ trigger }) => trigger.kind === 'event') ? heard : undefined),
    async flush() {
      const all = pending;
      pending = [];
      await commit(all);
    },
    async tick() {
      const now = clock.now();
      for (const rule of enabled()) if (rule.trigger.kind === 'schedule') await runSchedule(rule, rule.trigger, now);
    },
  };
}

/** As EventBridge sends it. Source: EventBridge user guide, "Scheduled Event"; Scheduler user guide, "Context attributes". */
export function scheduledEvent(rule: EventRuleFile, { timeZone }: ScheduleTrigger, run: EpochMs): RuleEvent {
  const id = hash128(JSON.stringify([rule.name, run]));
  const place = { account: '000000000000', region: 'us-east-1' };
  const envelope: JsonObject = {
    version: '0',
    id,
    'detail-type': 'Scheduled Event',
    source: timeZone === undefined ? 'aws.events' : 'aws.scheduler',
    ...place,
    time: isoTime(Math.floor(run / 1000) * 1000),
    resources: [ruleArn(rule.name, place)],
    detail: {},
  };
  return { id, at: run, envelope };
}

/** Those who would have been told of a run are told that there was none. */
function missedCommits(rule: EventRuleFile, missed: readonly EpochMs[], now: EpochMs): StoreCommit[] {
  const [first = 0, last = first] = [missed[0], missed.at(-1)];
  const times = missed.length === 1 ? isoTime(first) : `${isoTime(first)} to ${isoTime(last)}`;
  const summary = `${missed.length === 1 ? 'One run' : `${missed.length} runs`} of ${rule.name} did not happen (${times}): trailwatch was not running, or could not reach its store`;
  const event = { id: `missed:${hash128(JSON.stringify([rule.name, first, last]))}`, at: last, envelope: {} };
  return rule.targets
    .filter(({ kind }) => kind === 'sink' || kind === 'summary')
    .map((target) => commitOf(rule, target, event, [alertOf(rule, event, summary, now)], now));
}
