import type { MatchRecord } from '../../../model/match.ts';
import type { MatchItem } from '../../../model/triage-item.ts';

/** What a match says of its rule. */
export type RulePart = Pick<MatchRecord, 'ruleId' | 'title' | 'severity' | 'attack'> & Pick<MatchItem, 'shadow'>;

/** Numbers what matches say of their rules: as many as there are rules, so they stay in memory when the matches don't. */
export interface RuleParts {
  numberOf(record: MatchRecord, shadow: true | undefined): number;
  part(number: number): RulePart;
  /** The same for all that is said of one rule. */
  rule(number: number): number;
}

export function createRuleParts(): RuleParts {
  const parts: RulePart[] = [];
  const rules: number[] = [];
  /** By id: what was said last. */
  const last = new Map<string, number>();

  const add = ({ ruleId, title, severity, attack }: MatchRecord, shadow: true | undefined): number => {
    let number = parts.findIndex((part) => part.ruleId === ruleId && same(part, title, severity, attack, shadow));
    if (number === -1) {
      const first = parts.findIndex((part) => part.ruleId === ruleId);
      number = parts.push({ ruleId, title, severity, attack, ...(shadow && { shadow }) }) - 1;
      rules.push(first === -1 ? number : first);
    }
    last.set(ruleId, number);
    return number;
  };

  return {
    numberOf(record, shadow) {
      const number = last.get(record.ruleId);
      return number !== undefined && same(parts[number]!, record.title, record.severity, record.attack, shadow)
        ? number
        : add(record, shadow);
    },
    part: (number) => parts[number]!,
    rule: (number) => rules[number]!,
  };
}

function same(part: RulePart, title: string, severity: string, attack: readonly string[], shadow: true | undefined): boolean {
  return part.title === title && part.severity === severity && part.shadow === shadow && sameTexts(part.attack, attack);
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, i) => text === b[i]));
}
