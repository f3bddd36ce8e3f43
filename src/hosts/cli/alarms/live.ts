import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { EpochMs } from '../../../base/units.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { type AlarmStatus, statusKey } from '../../../engine/state/alarm/alarm-status.ts';
import { settingsOf } from '../../../engine/state/alarm/backtest.ts';
import { saying } from '../../../engine/state/alarm/conclude-composite.ts';
import { stateOf, transitionsOf } from '../../../engine/state/alarm/timeline.ts';
import { onlyUnit } from '../../../engine/state/units.ts';
import type { AlarmState } from '../../../model/alarm.ts';
import type { SeriesRule } from '../../../model/series-rule.ts';
import { openConfig } from '../../run/open-config.ts';
import { exitCodes } from '../exit-codes.ts';
import { ruleOf } from '../rules/open-rules.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';

export interface LiveAlarmFlags extends StoreFlags {
  readonly config?: string;
  readonly format: 'text' | 'json';
}

/** An alarm of the configuration, with what the store remembers of it. */
interface LiveAlarm {
  readonly rule: SeriesRule;
  readonly settings: string;
  readonly state: AlarmState;
  /** Undefined: it was never evaluated. */
  readonly since?: EpochMs;
  readonly through?: EpochMs;
  readonly transitions: ReturnType<typeof transitionsOf>;
}

/** `trailwatch alarms list`: those in ALARM first. @throws {Problem} STORE_* */
export async function listAlarms(flags: LiveAlarmFlags): Promise<number> {
  return withAlarms(flags, (alarms) => {
    const order: readonly AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
    const sorted = [...alarms].sort(
      (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.rule.id < b.rule.id ? -1 : 1),
    );
    if (flags.format === 'json') return `[${sorted.map((alarm) => toJsonLine(plainOf(alarm))).join(',\n')}]\n`;
    if (sorted.length === 0) return 'No alarms: the configuration names no file that has some.\n';
    const lines = sorted.map(
      ({ rule, state, since }) =>
        `${state.padEnd(17)}  ${(since === undefined ? 'never evaluated' : minute(since)).padEnd(17)}  ${forTerminal(rule.id)}\n`,
    );
    return `${'STATE'.padEnd(17)}  ${'SINCE (UTC)'.padEnd(17)}  ALARM\n${lines.join('')}`;
  });
}

/** `trailwatch alarms show`. @throws {Problem} CLI_USAGE for an unknown alarm, STORE_* */
export async function showAlarm(id: string, flags: LiveAlarmFlags): Promise<number> {
  return withAlarms(flags, (alarms) => {
    const alarm = named(id, alarms);
    if (flags.format === 'json')
      return `${toJsonLine({ ...plainOf(alarm), transitions: alarm.transitions.slice(-10).map(plainTransition) })}\n`;
    const { rule, settings, state, since, through, transitions } = alarm;
    return [
      `${forTerminal(rule.id)}: ${state}${since === undefined ? '' : ` since ${minute(since)}`}`,
      ...(rule.description === undefined ? [] : [forTerminal(rule.description)]),
      forTerminal(settings),
      `Fed by ${rule.of.map(forTerminal).join(', ')}`,
      through === undefined ? 'Never evaluated' : `Evaluated through ${minute(through)}, and later where no event is in reach`,
      ...transitions.slice(-5).map(transitionLine),
      '',
    ].join('\n');
  });
}

/** `trailwatch alarms history`: how the state changed, the newest first. @throws {Problem} CLI_USAGE, STORE_* */
export async function alarmHistory(id: string, flags: LiveAlarmFlags & { readonly limit: number }): Promise<number> {
  return withAlarms(flags, (alarms) => {
    const transitions = [...named(id, alarms).transitions].reverse().slice(0, flags.limit);
    if (flags.format === 'json') return `[${transitions.map((each) => toJsonLine(plainTransition(each))).join(',\n')}]\n`;
    return transitions.length === 0 ? 'Its state has not changed.\n' : `${transitions.map(transitionLine).join('\n')}\n`;
  });
}

async function withAlarms(flags: LiveAlarmFlags, say: (alarms: readonly LiveAlarm[]) => string): Promise<number> {
  const opened = await openConfig(flags.config, []);
  if (opened === undefined) return exitCodes.USAGE;
  const rules = opened.set.rules.selected.series.filter(({ series }) => series.kind === 'alarm' || series.kind === 'composite');
  const store = flags.store ?? (process.env.TRAILWATCH_STORE || opened.set.loaded.config.store.path);
  process.stdout.write(say(await withStore({ ...flags, store }, 'read', (open) => liveAlarms(rules, open))));
  return exitCodes.OK;
}

async function liveAlarms(rules: readonly SeriesRule[], store: Store): Promise<LiveAlarm[]> {
  const keys = rules.map((rule) => statusKey(onlyUnit(rule)));
  const { cells } = await store.load({ cells: keys, seen: [], findings: [] });
  return rules.map((rule, i) => {
    const status = cells.get(keys[i]!)?.value as AlarmStatus | undefined;
    const { series } = rule;
    const settings =
      series.kind === 'alarm' ? settingsOf(series.alarm) : series.kind === 'composite' ? saying(series.alarm.when) : '';
    if (status === undefined) return { rule, settings, state: 'INSUFFICIENT_DATA', transitions: [] };
    const transitions = transitionsOf(status.timeline);
    const since = transitions.at(-1)?.at ?? status.timeline.base[0];
    return { rule, settings, state: stateOf(status.timeline), since, through: status.through, transitions };
  });
}

function named(id: string, alarms: readonly LiveAlarm[]): LiveAlarm {
  if (alarms.length === 0)
    throw new Problem('CLI_USAGE', 'there are no alarms', {
      hint: 'Name files that have some under rules in the configuration.',
    });
  const rule = ruleOf(
    id,
    alarms.map((alarm) => alarm.rule),
  );
  return alarms.find((alarm) => alarm.rule === rule)!;
}

function plainOf({ rule, settings, state, since, through, transitions }: LiveAlarm): object {
  return {
    id: rule.id,
    state,
    ...(since !== undefined && { since: iso(since) }),
    ...(through !== undefined && { evaluatedThrough: iso(through) }),
    settings,
    changes: transitions.length,
  };
}

function plainTransition({ at, from, to }: LiveAlarm['transitions'][number]): object {
  return { at: iso(at), from, to };
}

function transitionLine({ at, from, to }: LiveAlarm['transitions'][number]): string {
  return `  ${minute(at)}  ${from} → ${to}`;
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}

function minute(at: EpochMs): string {
  return `${iso(at).slice(0, 16).replace('T', ' ')}Z`;
}
