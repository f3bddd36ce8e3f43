import { Problem } from '../../base/problem.ts';

/** One field of a cron expression that holds plain numbers. */
export interface CronField {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Names from `first` on: `JAN` is 1. */
  readonly names?: readonly string[];
  /** May `/` be written? AWS knows no steps of weekdays. */
  readonly steps: boolean;
  /** Does `20-2` go around? Years don't come again. */
  readonly circular: boolean;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

export const cronFields = {
  minute: { name: 'minutes', first: 0, last: 59, steps: true, circular: true },
  hour: { name: 'hours', first: 0, last: 23, steps: true, circular: true },
  date: { name: 'day of month', first: 1, last: 31, steps: true, circular: true },
  month: { name: 'month', first: 1, last: 12, names: months, steps: true, circular: true },
  weekday: { name: 'day of week', first: 1, last: 7, names: weekdays, steps: false, circular: true },
  year: { name: 'year', first: 1970, last: 2199, steps: true, circular: false },
} as const satisfies Record<string, CronField>;

/**
 * The values of a field such as `0/15`, `8-17`, `MON-FRI`, `20-2`, `1,15`, ascending.
 * @throws {Problem} RULE_SCHEDULE
 */
export function cronValues(text: string, field: CronField): number[] {
  const values = new Set(text.split(',').flatMap((part) => partValues(part, field)));
  return [...values].sort((a, b) => a - b);
}

/** @throws {Problem} RULE_SCHEDULE */
export function partValues(part: string, field: CronField): number[] {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) throw wrongField(field, part, 'has more than one /');
  if (step !== undefined && !field.steps) throw wrongField(field, part, 'has a step, which AWS does not know here');
  const by = step === undefined ? 1 : stepOf(step, part, field);
  const ends = range.split('-');
  if (ends.length > 2) throw wrongField(field, part, 'is no range');
  const from = range === '*' ? field.first : cronValue(ends[0]!, field);
  const to = range === '*' || (ends.length === 1 && step !== undefined) ? field.last : cronValue(ends.at(-1)!, field);
  if (to < from && !field.circular) throw wrongField(field, part, 'ends before it begins');
  const size = field.last - field.first + 1;
  const length = to >= from ? to - from + 1 : to + size - from + 1;
  const values: number[] = [];
  for (let offset = 0; offset < length; offset += by) values.push(field.first + ((from - field.first + offset) % size));
  return values;
}

/** @throws {Problem} RULE_SCHEDULE */
export function cronValue(text: string, field: CronField): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.first + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= field.first && value <= field.last)) throw wrongField(field, text, `is not ${allowed(field)}`);
  return value;
}

export function wrongField(field: CronField, text: string, what: string): Problem {
  return new Problem('RULE_SCHEDULE', `${field.name} of the cron expression: ${JSON.stringify(text)} ${what}`);
}

function stepOf(step: string, part: string, field: CronField): number {
  const by = /^\d{1,4}$/.test(step) ? Number(step) : 0;
  const size = field.last - field.first + 1;
  if (by < 1 || by > size) throw wrongField(field, part, `steps by ${JSON.stringify(step)}: write 1 to ${size}`);
  return by;
}

function allowed(field: CronField): string {
  const names = field.names === undefined ? '' : ` or ${field.names[0]} to ${field.names.at(-1)}`;
  return `${field.first} to ${field.last}${names}`;
}
