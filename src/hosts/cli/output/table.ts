import { forTerminal } from '../../../base/escape.ts';
import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { Finding } from '../../../model/finding.ts';
import type { MatchRecord } from '../../../model/match.ts';
import { parseSeverity, type Severity } from '../../../model/severity.ts';
import { columnsOf, cutEnd, cutMiddle, inColumns } from './in-columns.ts';

type Paint = (text: string) => string;

/** The few of picocolors' functions that the table uses. */
export interface Colors {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly inverse: Paint;
}

export interface TableOptions {
  /** Columns of the terminal. From 40 to 200 are used. */
  readonly width: number;
  readonly colors: Colors;
}

/** A table that is printed as its rows come: nothing is measured, the columns follow from the width alone. */
export interface Table<T> {
  readonly head: string;
  row(value: T): string;
}

interface Column<T> {
  readonly head: string;
  readonly width: number;
  readonly align?: 'right';
  /** Fits the width already, or is cut at its end. */
  text(value: T, width: number): string;
  paint?(value: T, colors: Colors): Paint;
}

/** Narrower than this, a row takes two lines, so that titles and names keep room. */
const ONE_LINE = 112;
/** Narrower than this, four. */
const TWO_LINES = 72;
const INDENT = 2;
const GAP = '  ';

/** Findings: severity, first event, title, actor, where from, how many events. */
export function findingTable({ width, colors }: TableOptions): Table<Finding> {
  const total = clamp(width);
  const severity = severityColumn<Finding>();
  const time: Column<Finding> = { head: 'FIRST SEEN (UTC)', width: 16, text: ({ firstAt }) => minute(firstAt) };
  const title = (columns: number): Column<Finding> => ({
    head: 'FINDING',
    width: columns,
    text: (finding) => forTerminal(`${markOf(finding)}${finding.title}`),
    paint: (_, { bold }) => bold,
  });
  const actor = (columns: number) => actorColumn<Finding>(columns);
  const from: Column<Finding> = {
    head: 'FROM',
    width: 18,
    text: ({ context }, room) => firstOf(context.sourceIPAddresses, room),
  };
  const calls = (columns: number): Column<Finding> => ({
    head: 'CALLS',
    width: columns,
    text: ({ context }, room) => callsOf(context, room),
  });
  const count: Column<Finding> = { head: 'COUNT', width: 7, align: 'right', text: (finding) => compact(finding.count) };

  if (total < TWO_LINES) {
    const room = total - INDENT - GAP.length;
    const lines = [
      [severity, time, count],
      [blank<Finding>(INDENT), title(room)],
      [blank<Finding>(INDENT), actor(room)],
      [blank<Finding>(INDENT), from, calls(room - 20)],
    ];
    return table(lines, colors);
  }
  if (total < ONE_LINE) {
    const lines = [
      [severity, time, title(total - 37), count],
      [blank<Finding>(8), actor(Math.floor((total - 32) * 0.55)), from, calls(total - 32 - Math.floor((total - 32) * 0.55))],
    ];
    return table(lines, colors);
  }
  const room = total - 59;
  const callRoom = room >= 84 ? Math.floor(room * 0.3) : 0;
  const actorRoom = Math.floor((room - callRoom) * 0.45);
  const columns = [severity, time, title(room - callRoom - actorRoom), actor(actorRoom), from, count];
  if (callRoom > 0) columns.splice(5, 0, calls(callRoom - GAP.length));
  return table([columns], colors);
}

/** Nobody would be told of it. */
function markOf({ suppressedBy, shadow, mergedInto }: Finding): string {
  if (suppressedBy !== undefined) return '(suppressed) ';
  if (mergedInto !== undefined) return '(taken over) ';
  return shadow === true ? '(on trial) ' : '';
}

/** Matches: severity, time, event, actor, where from, the rule's title. */
export function matchTable({ width, colors }: TableOptions): Table<MatchRecord> {
  const total = clamp(width);
  const severity = severityColumn<MatchRecord>();
  const time: Column<MatchRecord> = { head: 'TIME (UTC)', width: 19, text: ({ eventTime }) => second(eventTime) };
  const event = (columns: number): Column<MatchRecord> => ({
    head: 'EVENT',
    width: columns,
    text: ({ eventName, errorCode }) => forTerminal(errorCode === '' ? eventName : `${eventName} (${errorCode})`),
    paint: (_, { bold }) => bold,
  });
  const from: Column<MatchRecord> = { head: 'FROM', width: 18, text: ({ sourceIPAddress }) => forTerminal(sourceIPAddress) };
  const rule = (columns: number): Column<MatchRecord> => ({
    head: 'RULE',
    width: columns,
    text: ({ title }) => forTerminal(title),
  });
  if (total < TWO_LINES) {
    const room = total - INDENT - GAP.length;
    return table(
      [
        [severity, time],
        [blank<MatchRecord>(INDENT), event(room)],
        [blank<MatchRecord>(INDENT), actorColumn(room)],
        [blank<MatchRecord>(INDENT), from, rule(room - 20)],
      ],
      colors,
    );
  }
  if (total < ONE_LINE) {
    const actorRoom = Math.floor((total - 32) * 0.55);
    return table(
      [
        [severity, time, event(total - 31)],
        [blank<MatchRecord>(8), actorColumn(actorRoom), from, rule(total - 32 - actorRoom)],
      ],
      colors,
    );
  }
  const room = total - 55;
  const third = Math.floor(room / 3);
  return table([[severity, time, event(third), actorColumn(third), from, rule(room - 2 * third)]], colors);
}

function table<T>(lines: readonly (readonly Column<T>[])[], colors: Colors): Table<T> {
  const join = (cells: (column: Column<T>, first: boolean) => string) =>
    lines.map((columns, index) => `${trimEnd(columns.map((column) => cells(column, index === 0)).join(GAP))}\n`).join('');
  return {
    head: join(({ head, width, align }) => colors.dim(inColumns(head, width, align))),
    row: (value) =>
      join((column, first) => {
        const cell = inColumns(column.text(value, column.width), column.width, column.align);
        const paint = column.paint?.(value, colors) ?? (first ? undefined : colors.dim);
        return paint === undefined ? cell : painted(cell, paint);
      }),
  };
}

/** Only the text is painted: spaces at the end of a line can then be cut off, and none is shown inverse. */
function painted(cell: string, paint: Paint): string {
  const text = cell.trim();
  return text === '' ? cell : cell.replace(text, () => paint(text));
}

function trimEnd(line: string): string {
  return line.replace(/ +$/, '');
}

function clamp(width: number): number {
  return Math.max(40, Math.min(200, Math.floor(width) || 80));
}

const severityLabels: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  informational: 'INFO',
};

function severityPaint(severity: Severity, colors: Colors): Paint {
  if (severity === 'critical') return (text) => colors.bold(colors.inverse(colors.red(text)));
  if (severity === 'high') return (text) => colors.bold(colors.red(text));
  if (severity === 'medium') return colors.yellow;
  return severity === 'low' ? colors.cyan : colors.dim;
}

function severityColumn<T extends { readonly severity: string }>(): Column<T> {
  const severityOf = (value: T): Severity => parseSeverity(value.severity) ?? 'medium';
  return {
    head: 'SEVERITY',
    width: 8,
    text: (value) => severityLabels[severityOf(value)],
    paint: (value, colors) => severityPaint(severityOf(value), colors),
  };
}

function actorColumn<T extends { readonly actor: string; readonly account: string }>(width: number): Column<T> {
  return {
    head: 'ACTOR',
    width,
    text: ({ actor, account }, room) => (actor === '' ? '-' : cutActor(forTerminal(shortActor(actor, account)), room)),
  };
}

/** Of `role/Name/session` the name gives way first, but not all of it; of anything else the middle. */
function cutActor(text: string, room: number): string {
  const [kind, name, ...session] = text.split('/');
  const last = session.join('/');
  if (columnsOf(text) <= room || kind === undefined || name === undefined || last === '') return cutMiddle(text, room);
  const rest = room - columnsOf(kind) - 2;
  if (rest < 8) return cutMiddle(text, room);
  const cutName = cutEnd(name, Math.max(Math.floor(rest * 0.3), rest - columnsOf(last)));
  return `${kind}/${cutName}/${cutEnd(last, rest - columnsOf(cutName))}`;
}

function blank<T>(width: number): Column<T> {
  return { head: '', width, text: () => '' };
}

/** `192.0.2.10 +2`: what is cut is the address, never how many more there are. */
function firstOf(values: readonly string[], room: number): string {
  const more = values.length > 1 ? ` +${values.length - 1}` : '';
  return values.length === 0 ? '-' : cutEnd(forTerminal(values[0]!), room - columnsOf(more)) + more;
}

function callsOf(context: Finding['context'], room: number): string {
  const [error] = context.errorCodes;
  const calls = context.eventNames.length > 2 ? firstOf(context.eventNames, room) : forTerminal(context.eventNames.join(', '));
  return error === undefined ? calls : `${calls} (${forTerminal(error)})`;
}

/** `2026-01-31T12:04:05Z` → `2026-01-31 12:04`. */
function minute(iso: string): string {
  return forTerminal(iso.slice(0, 16).replace('T', ' '));
}

function second(iso: string): string {
  return forTerminal(iso.slice(0, 19).replace('T', ' '));
}

/** At most seven characters: `123,456`, `1.2M`. */
function compact(count: number): string {
  if (count < 1e6) return count.toLocaleString('en-US');
  return count < 1e9 ? `${(count / 1e6).toFixed(1)}M` : `${(count / 1e9).toFixed(1)}G`;
}
