import { Problem } from '../base/problem.ts';
import type { Bytes } from '../base/units.ts';
import type { Engine } from '../engine/engine.ts';
import { createRecordReader } from '../engine/events/walk/record-reader.ts';
import type { Policy } from '../engine/findings/policy.ts';
import { type CredentialIssue, credentialIssue } from '../engine/findings/role-chain.ts';
import { toMatchItem } from '../engine/findings/triage.ts';
import type { Decoded, EventRecord } from '../model/decoded.ts';
import type { TrailEvent } from '../model/event.ts';
import type { ScanCounts } from '../model/scan.ts';
import type { SelectedPlaces, SelectedTimes } from '../model/selection.ts';
import type { SeriesInput } from '../model/series.ts';
import type { MatchItem } from '../model/triage-item.ts';
import { createSelecting, type Selecting } from './reading.ts';

/** What decides what is made of an event. */
export interface TakingOptions extends SelectedPlaces, SelectedTimes {
  readonly emit: 'findings' | 'matches';
  readonly policy?: Pick<Policy, 'exceptionOf'>;
  readonly keepRaw: boolean;
}

/** What the rules make of one event. */
export interface Matched {
  readonly items: readonly MatchItem[];
  readonly feeds: readonly SeriesInput[];
}

/** Gets what is found, in order. */
export interface Taker {
  /** @param partial the input was lossy */
  add(id: string, partial: boolean, matched: Matched): void;
  issue(issue: CredentialIssue): void;
  /** An event that is looked at, matched or not. */
  inside?(event: TrailEvent): void;
}

type TakenCounts = Pick<ScanCounts, 'events' | 'outside' | 'ignored' | 'pointers' | 'withheld'>;

/** @param cut the content was cut short by a stop @returns what can't be read */
export function takeBatch(
  batch: readonly Decoded[],
  engine: Engine,
  taker: Taker,
  options: TakingOptions,
  counts: TakenCounts,
  cut: boolean,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const decoded of batch) {
    let problem: Problem | undefined;
    if (decoded.kind === 'event') problem = takeRecord(decoded.record, engine, taker, options, counts);
    else if (decoded.kind === 'reject') problem = decoded.problem;
    else if (decoded.kind === 'pointer') counts.pointers++;
    else if (!cut) counts.ignored++;
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

/** Alarms are judged over all of the time that events are of, those that nothing matches too. */
export function looksAtAll({ series }: Pick<Engine, 'series'>): boolean {
  return series.some(({ series: { kind } }) => kind === 'alarm' || kind === 'composite');
}

/** Leaves out, unparsed, what no rule can match. @param worthIt so much has to be read before it begins to */
export function selectingOf(
  engine: Engine,
  options: TakingOptions,
  counts: TakenCounts,
  waiting: Selecting['waiting'],
  worthIt: Bytes | undefined = engine.isPrepared ? 0 : undefined,
): Selecting {
  return {
    ...(looksAtAll(engine)
      ? { reader: () => undefined }
      : createSelecting(() => createRecordReader(engine.selection(options), options), worthIt)),
    waiting,
    passed(events, outside) {
      counts.events += events;
      counts.outside += outside;
    },
  };
}

/** Returns why the record is no event, if it is none. */
function takeRecord(
  record: EventRecord,
  engine: Engine,
  taker: Taker,
  options: TakingOptions,
  counts: TakenCounts,
): Problem | undefined {
  let event: TrailEvent;
  try {
    event = record.event();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error;
  }
  counts.events++;
  if (!isInside(event, options)) {
    counts.outside++;
    return undefined;
  }
  taker.inside?.(event);
  const issue = credentialIssue(event);
  if (issue !== undefined) taker.issue(issue);
  const verdict = engine.match(event);
  counts.withheld += verdict.withheld;
  // `--emit matches` is about single events.
  const feeds = options.emit === 'matches' ? [] : verdict.feeds;
  if (verdict.matches.length === 0 && feeds.length === 0) return undefined;
  const raw = options.keepRaw && verdict.matches.length > 0 ? record.raw() : undefined;
  taker.add(event.id, event.partial === true, {
    items: verdict.matches.map((match) => toMatchItem(match, raw, options.policy)),
    feeds,
  });
  return undefined;
}

/** Of the times and places that are asked for. */
export function isInside(event: TrailEvent, options: TakingOptions): boolean {
  if (options.from !== undefined && event.at < options.from) return false;
  if (options.to !== undefined && event.at >= options.to) return false;
  if (options.accounts.size > 0 && !options.accounts.has(event.envelope.account)) return false;
  return options.regions.size === 0 || options.regions.has(event.envelope.region);
}
