import type { JsonObject } from '../../../base/json.ts';
import type { Predicate } from '../../../model/predicate.ts';
import {
  type DecidingValue,
  MOST_PATHS,
  MOST_PATHS_IN_ALL,
  type SelectedPlaces,
  type Selection,
} from '../../../model/selection.ts';
import { RuleIndex } from '../index/rule-index.ts';
import { bounded, isAlways, isNever } from './bounded.ts';
import { askedPaths } from './asked-paths.ts';
import { createCloserLooks } from './closer-look.ts';
import { decidingPaths } from './deciding-paths.ts';
import { createDetailMaker } from './detail-of.ts';
import { scopeOf } from './scope-of.ts';
import { selectedPath } from './selected-path.ts';
import type { SelectingRule } from './selecting-rule.ts';

/** For each field of a class the answers to so many values. */
const REMEMBERED = 32;

/** Groups of the values of one field. Rules with more literals for a field tell the first so many apart. */
const MOST_GROUPS = 30_000;

/** The envelope around a CloudTrail record, or as much of it as rules ask for: `source`, `detail-type` and `detail`. */
export type EnvelopeMaker = (detail: JsonObject) => object;

export const everywhere: SelectedPlaces = { accounts: new Set(), regions: new Set() };

/**
 * The records that rules may match, as far as the values of their deciding fields tell. A rule that decides on nothing makes it all of
 * them.
 */
export function createSelection(
  rules: readonly SelectingRule[],
  envelopeOf: EnvelopeMaker,
  places: SelectedPlaces = everywhere,
): Selection {
  const scope = scopeOf(places);
  const predicates = rules.map(({ when }) => when);
  const fed = rules.flatMap(({ feeds }) => feeds?.paths ?? []);
  const paths = decidingPaths(predicates, MOST_PATHS, scope.paths, fed);
  const asked = askedPaths(rules, paths, MOST_PATHS_IN_ALL - paths.length);
  const isKnown = knownIn(paths);
  const canBeAsked = (path: string) => paths.includes(path) || asked.includes(path);
  const isAsked = (path: string) => isKnown(path) || asked.some((each) => path === `detail.${each}`);
  const possible = rules
    .map(({ when, feeds }) => ({
      known: bounded(when, isKnown, true),
      when: bounded(when, isAsked, true),
      feeds: feeds?.paths.every(canBeAsked) === true ? feeds : undefined,
    }))
    .filter(({ known }) => !isNever(known));
  const necessary = possible.map(({ known }) => known);
  const all = possible.some(({ when, feeds }) => isAlways(when) && feeds === undefined);
  const classes = new RuleIndex(all ? [] : necessary, REMEMBERED);
  const lookCloser = createCloserLooks(isKnown);
  const detailOf = createDetailMaker(paths);
  const fields = paths.map((path) => createGroups(path, [...necessary, ...scope.questions], envelopeOf));
  return {
    paths,
    asked,
    group: (path, value) => fields[path]!.group(value),
    verdict(groups) {
      const detail = detailOf(fields.map((field, path) => field.values[groups[path]!]));
      if (!scope.has(detail)) return 'outside';
      if (all) return 'needed';
      const envelope = envelopeOf(detail);
      const hits = classes.match(envelope);
      return hits.length === 0
        ? 'passed'
        : lookCloser(
            hits.map((hit) => possible[hit]!),
            envelope,
          );
    },
  };
}

/** Paths within the envelope that are known where these within the record are. */
export function knownIn(paths: readonly string[]): (path: string) => boolean {
  const known = new Set(paths.map((path) => `detail.${path}`));
  known.add('source');
  if (['eventType', 'eventCategory'].every((path) => paths.includes(path))) known.add('detail-type');
  return (path) => known.has(path);
}

/** Values that pass the same tests are a group, which the first of them stands for. */
function createGroups(path: string, predicates: readonly Predicate[], envelopeOf: EnvelopeMaker) {
  const questions = new Map<string, Predicate>();
  for (const predicate of predicates) collect(predicate, path, questions);
  const detailOf = createDetailMaker([path]);
  // Whoever asks remembers the answers.
  const tests = new RuleIndex([...questions.values()], 1);
  const groups = new Map<string, number>();
  const values: DecidingValue[] = [];
  return {
    values,
    group(value: DecidingValue): number {
      const passed = tests.match(envelopeOf(detailOf([value])));
      const key = `${value === null ? 'null' : typeof value} ${distinct(path, value)} ${passed.join(' ')}`;
      const known = groups.get(key);
      if (known !== undefined) return known;
      if (values.length >= MOST_GROUPS) return -1;
      groups.set(key, values.length);
      return values.push(value) - 1;
    },
  };
}

/** What the envelope's `detail-type` is made of are groups of their own. */
function distinct(path: string, value: DecidingValue): string {
  if (path === 'eventType' && typeof value === 'string')
    return /^Aws(ApiCall|ServiceEvent|ConsoleSignIn|ConsoleAction|CloudTrailInsight|VpceEvent)$/.exec(value)?.[0] ?? '';
  if (path === 'eventCategory') return String(value === 'Insight');
  return path === 'eventSource' ? String(value === 'signin.amazonaws.com') : '';
}

function isAbout(asked: string | undefined, path: string): boolean {
  return asked === `detail.${path}` || (path === 'eventSource' && asked === 'source');
}

/** The questions about one field, `source` being one about `eventSource`. */
function collect(predicate: Predicate, path: string, questions: Map<string, Predicate>): void {
  switch (predicate.op) {
    case 'all':
    case 'any':
      for (const part of predicate.of) collect(part, path, questions);
      return;
    case 'not':
      collect(predicate.of, path, questions);
      return;
    case 'field':
    case 'value':
      if (isAbout(predicate.path, path)) questions.set(JSON.stringify(predicate), predicate);
      return;
    case 'select':
    case 'selected':
      if (isAbout(selectedPath(predicate.selector), path)) questions.set(JSON.stringify(predicate), predicate);
  }
}
