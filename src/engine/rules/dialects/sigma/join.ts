import { formatPlace, type Place } from '../../../../base/problem.ts';
import type { Predicate } from '../../../../model/predicate.ts';
import type { EventRule } from '../../../../model/rule.ts';
import type { RuleTest } from '../../../../model/rule-test.ts';
import type { GroupField, SeriesRule } from '../../../../model/series-rule.ts';
import { quote, type RuleReader } from '../rule-reader.ts';
import { pathOf } from './context.ts';
import { includes } from './log-source.ts';
import type { Reference, SeriesDraft, SigmaParts } from './sigma-parts.ts';

/** What one file held. */
export interface FileParts {
  readonly parts: SigmaParts;
  readonly reader: RuleReader;
}

export interface JoinedSigma {
  /** By file: its event rules, with filters applied, silent where a correlation speaks for them. */
  readonly rules: ReadonlyMap<RuleReader, readonly EventRule[]>;
  /** Those that feed others before them. */
  readonly series: readonly SeriesRule[];
  readonly tests: ReadonlyMap<string, readonly RuleTest[]>;
}

type Target =
  | { readonly kind: 'rule'; readonly id: string; readonly place: Place }
  | { readonly kind: 'series'; readonly id: string; readonly place: Place; readonly draft: Draft }
  | { readonly kind: 'unavailable'; readonly reason: string };

type Draft = SeriesDraft & { readonly reader: RuleReader };

/**
 * Looks up the names by which documents of all files call one another: correlations get the ids of their rules (RULE_REFERENCE),
 * filters are and-ed to theirs. `others` are rules of other dialects, which a correlation may be over as well.
 */
export function joinSigma(files: readonly FileParts[], others: readonly EventRule[] = []): JoinedSigma {
  const names = namesOf(files, others);
  const series = joinSeries(files, names);
  const heard = new Set(series.flatMap(({ generate, of }) => (generate ? of : [])));
  const fed = new Set(series.flatMap(({ of }) => of).filter((id) => !heard.has(id)));
  const silence = (id: string) => (fed.has(id) ? { silent: true as const } : {});
  const when = applyFilters(files, names);
  const tests = new Map<string, readonly RuleTest[]>();
  const rules = new Map(
    files.map(({ parts, reader }) => [
      reader,
      parts.rules.map(({ rule, tests: own }): EventRule => {
        if (own.length > 0) tests.set(rule.id, own);
        return { ...rule, ...silence(rule.id), when: when.get(rule) ?? rule.when };
      }),
    ]),
  );
  for (const { parts } of files) for (const { head, tests: own } of parts.series) if (own.length > 0) tests.set(head.id, own);
  return { rules, series: series.map((rule) => ({ ...rule, ...silence(rule.id) })), tests };
}

function namesOf(files: readonly FileParts[], others: readonly EventRule[]): Map<string, Target> {
  const names = new Map<string, Target>();
  for (const { id, place } of others) names.set(id, { kind: 'rule', id, place });
  for (const { parts, reader } of files) {
    const add = (own: readonly string[], target: Target, at: Reference['at'] | undefined) => {
      for (const name of own) {
        const first = names.get(name);
        if (first === undefined || first.kind === 'unavailable') names.set(name, target);
        // The id itself is compared with those of all dialects when all rules are known.
        else if (target.kind !== 'unavailable' && name !== target.id) {
          const message = `the id ${quote(name)} is taken already: ${formatPlace(first.place)} has it`;
          reader.report('RULE_DUPLICATE_ID', message, at, 'Give each rule an id of its own');
        }
      }
    };
    for (const { rule, names: own, at } of parts.rules) {
      add([rule.id, ...own], { kind: 'rule', id: rule.id, place: rule.place }, at);
    }
    for (const draft of parts.series) {
      const target: Target = { kind: 'series', id: draft.head.id, place: draft.place, draft: { ...draft, reader } };
      add([draft.head.id, ...draft.names], target, draft.at);
    }
    for (const { names: own, reason } of parts.unavailable) add(own, { kind: 'unavailable', reason }, undefined);
  }
  return names;
}

const deepest = 50;

/** Depth first, so that a series comes after those that feed it. */
function joinSeries(files: readonly FileParts[], names: ReadonlyMap<string, Target>): SeriesRule[] {
  const done = new Map<SeriesDraft['at'], SeriesRule | undefined>();
  const open = new Set<SeriesDraft['at']>();
  const order: SeriesRule[] = [];
  const join = (draft: Draft): SeriesRule | undefined => {
    if (done.has(draft.at)) return done.get(draft.at);
    open.add(draft.at);
    const rule = joinOne(draft, names, (inner, reference) => {
      if (open.size > deepest) {
        const message = `correlations over one another, more than ${deepest} deep`;
        draft.reader.report('RULE_TOO_LARGE', message, reference.at, 'Name the rules directly');
        return false;
      }
      if (!open.has(inner.at)) return join(inner) !== undefined;
      const message = `${quote(reference.name)} leads back to this correlation`;
      draft.reader.report('RULE_REFERENCE', message, reference.at, 'Remove it from one of the two');
      return false;
    });
    open.delete(draft.at);
    done.set(draft.at, rule);
    if (rule !== undefined) order.push(rule);
    return rule;
  };
  for (const { parts, reader } of files) for (const draft of parts.series) join({ ...draft, reader });
  return order;
}

function joinOne(
  draft: Draft,
  names: ReadonlyMap<string, Target>,
  joinInner: (inner: Draft, reference: Reference) => boolean,
): SeriesRule | undefined {
  const { head, place, over, generate, by, aliases, series, reader } = draft;
  const ids = new Map<string, string>();
  let complete = true;
  for (const reference of over) {
    const target = names.get(reference.name);
    if (target === undefined) {
      const hint = 'Load the file that has it, or correct the name';
      reader.report('RULE_REFERENCE', `no rule has the name or id ${quote(reference.name)}`, reference.at, hint);
      complete = false;
    } else if (target.kind === 'unavailable') {
      const reason = `the rule ${quote(reference.name)}, which it is over, is left out: ${target.reason}`;
      if (complete) reader.skipped.push({ id: head.id, reason, place });
      complete = false;
    } else if (target.kind === 'series' && !joinInner(target.draft, reference)) {
      const reason = `the correlation ${quote(reference.name)}, which it is over, is left out`;
      if (complete) reader.skipped.push({ id: head.id, reason, place });
      complete = false;
    } else if ([...ids.values()].includes(target.id)) {
      reader.report(
        'RULE_REFERENCE',
        `${quote(reference.name)} is a rule that is named already`,
        reference.at,
        'Remove one of the two',
      );
      complete = false;
    } else ids.set(reference.name, target.id);
  }
  if (!complete) return undefined;
  const groups = by.map((reference) => groupField(reference, ids, aliases, reader));
  if (!groups.every((group) => group !== undefined)) return undefined;
  return { ...head, place, of: [...ids.values()], generate, by: groups, series };
}

function groupField(
  { name, at }: Reference,
  ids: ReadonlyMap<string, string>,
  aliases: SeriesDraft['aliases'],
  reader: RuleReader,
): GroupField | undefined {
  const alias = aliases.get(name);
  if (alias === undefined) return { name, paths: Object.fromEntries([...ids.values()].map((id) => [id, pathOf(name)])) };
  const missing = [...ids.keys()].filter((rule) => !alias.has(rule));
  if (missing.length > 0) {
    const message = `the alias ${quote(name)} says nothing of ${missing.map(quote).join(', ')}`;
    reader.report('RULE_REFERENCE', message, at, 'Name a field of every rule in "aliases"');
    return undefined;
  }
  return { name, paths: Object.fromEntries([...ids].map(([rule, id]) => [id, pathOf(alias.get(rule)!.field)])) };
}

function applyFilters(files: readonly FileParts[], names: ReadonlyMap<string, Target>): Map<EventRule, Predicate> {
  const drafts = files.flatMap(({ parts }) => parts.rules);
  const byId = new Map(drafts.map((draft) => [draft.rule.id, draft]));
  const when = new Map<EventRule, Predicate>();
  for (const { parts, reader } of files) {
    for (const { title, place, source, over, when: filter } of parts.filters) {
      const skip = (reason: string) => reader.skipped.push({ id: title, reason, place });
      const named = over.flatMap(({ name }) => {
        const target = names.get(name);
        const draft = target?.kind === 'rule' ? byId.get(target.id) : undefined;
        if (target?.kind === 'series') skip(`a filter can't apply to the correlation ${quote(name)}, only to its rules`);
        else if (target?.kind !== 'unavailable' && draft === undefined) skip(`no Sigma rule has the name or id ${quote(name)}`);
        return draft ?? [];
      });
      for (const draft of over.length === 0 ? drafts : new Set(named)) {
        if (!includes(source, draft.source)) continue;
        const before = when.get(draft.rule) ?? draft.rule.when;
        when.set(draft.rule, { op: 'all', of: [before, filter] });
      }
    }
  }
  return when;
}
