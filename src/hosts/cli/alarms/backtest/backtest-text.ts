import { forTerminal } from '../../../../base/escape.ts';
import { DAY, type EpochMs, HOUR, MINUTE, type Milliseconds } from '../../../../base/units.ts';
import type { AlarmState } from '../../../../model/alarm.ts';
import type { AlarmBacktest, TriedThreshold } from '../../../../model/alarm-backtest.ts';
import { colorsFor } from '../../colors.ts';

/** Characters of a time line. */
const WIDTH = 60;
/** Stretches in ALARM that are listed. */
const MOST_LISTED = 5;

interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Back-tests for a terminal: those that fired most first, each with a time line. */
export function backtestText(
  results: readonly AlarmBacktest[],
  span: Span,
  events: number,
  stream: { readonly isTTY?: boolean },
): string {
  const colors = colorsFor(stream);
  const days = (span.to - span.from) / DAY;
  const fired = results.filter(({ episodes }) => episodes.length > 0);
  const head = `${results.length} alarms over ${events.toLocaleString('en-US')} events, ${minute(span.from)} to ${minute(span.to)} (${days.toFixed(1)} days): ${fired.length} would have fired\n`;
  const byCount = [...results].sort((a, b) => b.episodes.length - a.episodes.length);
  const blocks = byCount.filter(({ episodes }) => episodes.length > 0).map((each) => blockOf(each, span, colors));
  const quiet = byCount.filter(({ episodes }) => episodes.length === 0);
  const silent =
    quiet.length === 0
      ? ''
      : `\nNever fired: ${quiet.map(({ id, state }) => `${forTerminal(id)}${state === 'OK' ? '' : ` (${state})`}`).join(', ')}\n`;
  const legend =
    fired.length === 0 ? '' : `\n█ ALARM · OK ░ INSUFFICIENT_DATA; one character is ${duration((span.to - span.from) / WIDTH)}\n`;
  return `${head}${blocks.join('')}${silent}${legend}`;
}

function blockOf(
  { id, description, settings, episodes, inAlarm, transitions, metric }: AlarmBacktest,
  span: Span,
  colors: ReturnType<typeof colorsFor>,
): string {
  const time = span.to - span.from;
  const weeks = time / (7 * DAY);
  const rate = weeks < 1 ? '' : `, ${(episodes.length / weeks).toFixed(1)} a week`;
  const lines = [
    `\n${colors.bold(forTerminal(id))}  fired ${times(episodes.length)}${rate}, ${duration(inAlarm)} in ALARM`,
    ...(description === undefined ? [] : [`  ${forTerminal(description)}`]),
    `  ${forTerminal(settings)}`,
    `  ${timeLine(transitions, span, colors)}`,
    ...episodes
      .slice(0, MOST_LISTED)
      .map(
        ({ since, until }) =>
          `    ${minute(since)}  ${until === undefined ? 'and still at the end' : `for ${duration(until - since)}`}`,
      ),
    ...(episodes.length > MOST_LISTED ? [`    and ${episodes.length - MOST_LISTED} more`] : []),
  ];
  const suggestion = metric?.suggestion;
  if (metric !== undefined && suggestion !== undefined) {
    const { sign, tried } = metric;
    lines.push(
      `  Suggested: ${sign} ${suggestion.threshold}, which would have fired ${times(suggestion.fired)}${inBursts(suggestion)}: once a week at most`,
    );
    lines.push(`  Tried: ${tried.map((each) => `${sign} ${each.threshold}: ${each.fired}${inBursts(each)}`).join(' · ')}`);
  } else if (metric !== undefined && weeks >= 1 && metric.tried.length > 1)
    lines.push('  No threshold that its data points reached would have fired once a week at most');
  return `${lines.join('\n')}\n`;
}

function timeLine(transitions: AlarmBacktest['transitions'], { from, to }: Span, colors: ReturnType<typeof colorsFor>): string {
  const cell = Math.max(1, to - from) / WIDTH;
  let line = '';
  for (let i = 0; i < WIDTH; i++)
    line += { ALARM: colors.red('█'), OK: colors.dim('·'), INSUFFICIENT_DATA: colors.dim('░') }[
      worst(transitions, from + i * cell, from + (i + 1) * cell)
    ];
  return line;
}

/** The state that matters most in a stretch of time. */
function worst(transitions: AlarmBacktest['transitions'], from: EpochMs, to: EpochMs): AlarmState {
  let state: AlarmState = transitions.findLast(({ at }) => at <= from)?.to ?? 'INSUFFICIENT_DATA';
  for (const { at, to: next } of transitions) {
    if (at <= from || at >= to) continue;
    if (next === 'ALARM' || state === 'INSUFFICIENT_DATA') state = state === 'ALARM' ? state : next;
  }
  return state;
}

function inBursts({ fired, bursts }: TriedThreshold): string {
  return bursts === fired ? '' : ` in ${bursts} ${bursts === 1 ? 'burst' : 'bursts'}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;
}

function minute(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

function duration(time: Milliseconds): string {
  if (time >= 2 * DAY) return `${(time / DAY).toFixed(1)} days`;
  return time >= 2 * HOUR ? `${(time / HOUR).toFixed(1)} hours` : `${Math.round(time / MINUTE)} minutes`;
}
