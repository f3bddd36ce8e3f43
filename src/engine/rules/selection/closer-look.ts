import type { Predicate } from '../../../model/predicate.ts';
import type { Closer } from '../../../model/selection.ts';
import { evaluate } from '../evaluate.ts';
import { RuleIndex } from '../index/rule-index.ts';
import { ALWAYS, allOf, anyOf, isAlways, isNever, NEVER } from './bounded.ts';
import { pathsOf } from './deciding-paths.ts';
import { createDetailMaker } from './detail-of.ts';
import { createQuickLook } from './quick-look.ts';
import { selectedPath } from './selected-path.ts';
import type { Feeds } from './selecting-rule.ts';

/** A rule that records of a class may match. */
export interface PossibleRule {
  /** Over what is known and what can be asked. */
  readonly when: Predicate;
  /** It is silent and feeds series only. */
  readonly feeds: Feeds | undefined;
}

/** Each matcher remembers the answers to so many values. */
const REMEMBERED = 64;
const DETAIL = 'detail.'.length;
const NOBODY: readonly string[] = [];

/** Makes closer looks. Many classes ask the same: they share a matcher. */
export function createCloserLooks(isKnown: (path: string) => boolean) {
  const matchers = new Map<string, RuleIndex>();

  /** At records whose known values are those of the envelope. `needed` if one of the rules holds in any case that alerts by itself. */
  return (rules: readonly PossibleRule[], envelope: object): Closer | 'needed' | 'passed' => {
    const left = rules
      .map(({ when, feeds }) => ({ when: settled(when, isKnown, envelope), feeds }))
      .filter(({ when }) => !isNever(when));
    if (left.length === 0) return 'passed';
    if (left.some(({ when, feeds }) => isAlways(when) && feeds === undefined)) return 'needed';
    const asked = left.map(({ when }) => when);
    if (asked.every(isAlways)) {
      const fed = left.map(({ feeds }) => feeds!.id);
      return { rules: () => fed, paths: fedPaths(left) };
    }
    const key = JSON.stringify(asked);
    let matcher = matchers.get(key);
    if (matcher === undefined) {
      matcher = new RuleIndex(asked, REMEMBERED);
      matchers.set(key, matcher);
    }
    return closerOf(left, matcher);
  };
}

function closerOf(rules: readonly PossibleRule[], matcher: RuleIndex): Closer {
  const paths = [...new Set(rules.flatMap(({ when }) => pathsOf(when)))].map((path) => path.slice(DETAIL));
  const detailOf = createDetailMaker(paths);
  const mayHold = createQuickLook(
    rules.map(({ when }) => when),
    paths,
  );
  return {
    paths: [...new Set([...paths, ...fedPaths(rules)])],
    rules(value) {
      const values = paths.map(value);
      if (!mayHold(values)) return NOBODY;
      const hits = matcher.match({ detail: detailOf(values) });
      const fed: string[] = [];
      for (let i = 0; i < hits.length; i++) {
        const { feeds } = rules[hits[i]!]!;
        if (feeds === undefined) return undefined;
        fed.push(feeds.id);
      }
      return fed;
    },
  };
}

function fedPaths(rules: readonly PossibleRule[]): readonly string[] {
  return rules.flatMap(({ feeds }) => feeds?.paths ?? []);
}

/** With what is known put in. */
function settled(predicate: Predicate, isKnown: (path: string) => boolean, envelope: object): Predicate {
  switch (predicate.op) {
    case 'all':
      return allOf(predicate.of.map((part) => settled(part, isKnown, envelope)));
    case 'any':
      return anyOf(predicate.of.map((part) => settled(part, isKnown, envelope)));
    case 'not': {
      const of = settled(predicate.of, isKnown, envelope);
      return isAlways(of) ? NEVER : isNever(of) ? ALWAYS : { op: 'not', of };
    }
    case 'field':
    case 'value':
    case 'select':
    case 'selected': {
      const path = 'path' in predicate ? predicate.path : selectedPath(predicate.selector);
      if (path === undefined || !isKnown(path)) return predicate;
      return evaluate(predicate, envelope as never) ? ALWAYS : NEVER;
    }
    default:
      return predicate;
  }
}
