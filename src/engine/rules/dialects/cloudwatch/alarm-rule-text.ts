import { Problem } from '../../../../base/problem.ts';
import { type AlarmCondition, type AlarmState, alarmStates } from '../../../../model/alarm.ts';
import { quote } from '../rule-reader.ts';

const longest = 10_240;
const mostElements = 500;
const deepest = 100;

/**
 * The rule of a composite alarm: `ALARM("a") AND (OK(b) OR NOT INSUFFICIENT_DATA(c))`. Names are names or ARNs of alarms; AND binds
 * tighter than OR. Source: PutCompositeAlarm, `AlarmRule`.
 * @throws {Problem} RULE_CONDITION, RULE_TOO_LARGE
 */
export function parseAlarmRule(text: string): AlarmCondition {
  if (text.length > longest) throw new Problem('RULE_TOO_LARGE', `a rule of ${text.length} characters, and AWS takes ${longest}`);
  let at = 0;
  let elements = 0;
  const fail = (message: string): never => {
    throw new Problem('RULE_CONDITION', `${message}, at character ${at + 1} of ${quote(text)}`, {
      hint: 'Write it as in ALARM(a) AND NOT OK(b)',
    });
  };
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++;
  };
  const word = (): string => {
    skip();
    return /^[A-Za-z_]+/.exec(text.slice(at, at + 40))?.[0].toUpperCase() ?? '';
  };
  const take = (expected: string): boolean => {
    skip();
    const found = /^[a-z]/i.test(expected) ? word() === expected : text.startsWith(expected, at);
    if (found) at += expected.length;
    return found;
  };
  const count = () => {
    if (++elements > mostElements)
      throw new Problem('RULE_TOO_LARGE', `more than ${mostElements} elements in the rule of an alarm`);
  };
  const any = (depth: number): AlarmCondition => {
    const of = [all(depth)];
    while (take('OR')) of.push(all(depth));
    return of.length === 1 ? of[0]! : { op: 'any', of };
  };
  const all = (depth: number): AlarmCondition => {
    const of = [one(depth)];
    while (take('AND')) of.push(one(depth));
    return of.length === 1 ? of[0]! : { op: 'all', of };
  };
  const one = (depth: number): AlarmCondition => {
    if (depth > deepest) throw new Problem('RULE_TOO_LARGE', `a rule of an alarm that is nested deeper than ${deepest} levels`);
    if (take('NOT')) return { op: 'not', of: one(depth + 1) };
    count();
    if (take('(')) {
      const inside = any(depth + 1);
      if (!take(')')) fail('expected )');
      return inside;
    }
    const name = word();
    if (name === 'TRUE' || name === 'FALSE') {
      at += name.length;
      return { op: 'constant', value: name === 'TRUE' };
    }
    const state = alarmStates.find((known) => known === name);
    if (state === undefined) return fail(`expected ${alarmStates.join(', ')}, TRUE, FALSE, NOT or (`);
    at += state.length;
    return { op: 'state', alarm: nameInside(), state: state satisfies AlarmState };
  };
  const nameInside = (): string => {
    if (!take('(')) fail('expected (');
    skip();
    const mark = text[at];
    if (mark === '"' || mark === "'") {
      const end = text.indexOf(mark, at + 1);
      if (end === -1) fail('a name without a closing quote');
      const name = text.slice(at + 1, end);
      at = end + 1;
      if (!take(')')) fail('expected )');
      return alarmOf(name);
    }
    const end = text.indexOf(')', at);
    if (end === -1) fail('expected )');
    const name = text.slice(at, end).trim();
    if (name === '') fail('expected the name of an alarm');
    at = end + 1;
    return alarmOf(name);
  };
  const condition = any(0);
  skip();
  if (at < text.length) fail('expected AND, OR or the end');
  return condition;
}

/** `arn:aws:cloudwatch:us-east-1:123456789012:alarm:name` → `name`. */
function alarmOf(name: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(name)?.[1] ?? name;
}

/** The alarms that a rule names, in its order. */
export function alarmsIn(condition: AlarmCondition): string[] {
  if (condition.op === 'state') return [condition.alarm];
  if (condition.op === 'not') return alarmsIn(condition.of);
  return condition.op === 'constant' ? [] : [...new Set(condition.of.flatMap(alarmsIn))];
}
