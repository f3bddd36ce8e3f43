import { hash128 } from '../base/hash.ts';
import { formatPlace, Problem } from '../base/problem.ts';
import type { EpochMs } from '../base/units.ts';
import type { LiveDelivery } from '../edges/sources/live-source.ts';
import type { Delivery } from '../edges/sources/source.ts';
import type { StoredReject } from '../edges/stores/store.ts';
import type { Engine } from '../engine/engine.ts';
import { type CredentialIssue, credentialIssue } from '../engine/findings/role-chain.ts';
import { targetsOfEvent } from '../engine/findings/targets/targets-of-event.ts';
import { toTriageItem } from '../engine/findings/triage.ts';
import { createRecordReader } from '../engine/events/walk/record-reader.ts';
import type { Policy } from '../engine/findings/policy.ts';
import type { Decoded, Pointer } from '../model/decoded.ts';
import type { HeardEvent, TrailEvent } from '../model/event.ts';
import { accountPaths, regionPath, type SelectedPlaces, type WaitingRecord } from '../model/selection.ts';
import type { SeriesInput } from '../model/series.ts';
import type { TriageItem } from '../model/triage-item.ts';
import { batches, createSelecting, type Selecting } from './reading.ts';
import { takeTurns } from './turns.ts';

/** What deliveries have brought and what has not had its effect yet. */
export interface Gathered {
  readonly items: TriageItem[];
  readonly feeds: SeriesInput[];
  readonly issues: CredentialIssue[];
  readonly rejects: StoredReject[];
}

export function nothingGathered(): Gathered {
  return { items: [], feeds: [], issues: [], rejects: [] };
}

/** How much one delivery brought. */
export interface DeliveryCounts {
  events: number;
  matches: number;
  rejects: number;
  ignored: number;
  withheld: number;
  bytes: number;
  /** Event time of the youngest event. */
  newest: EpochMs | undefined;
}

export interface GatherOptions {
  readonly engine: Engine;
  readonly policy: Policy;
  /** Opens what a notification names. @throws {Problem} S3_NOT_FOUND, S3_DENIED, S3_FAILED */
  readonly fetch: (pointer: Pointer) => Delivery;
  /** The source's name. */
  readonly source: string;
  readonly now: EpochMs;
  /** Only these events. @default all */
  readonly accept?: (event: TrailEvent) => boolean;
  /** Rules whose events a responder wants to know the targets of. */
  readonly responded: ReadonlySet<string>;
  /** Each event, matched or not: which accounts and regions still send. */
  readonly onEvent: (event: HeardEvent) => void;
  /** Hears each event whole, so that every record is parsed. @default nobody needs all */
  readonly onWhole?: ((event: TrailEvent) => void) | undefined;
  /** After each part of a delivery: where enough has been gathered, it is the moment to conclude it. */
  readonly part: () => Promise<void>;
}

/** Objects that a notification names may hold notifications themselves: so many levels are followed. */
const DEEPEST = 3;

/**
 * Reads a delivery, and the objects that it names, and gathers what the rules make of its events. What can't be read inside of
 * readable content is a reject.
 * @throws {Problem} if the delivery or an object can't be opened, or nothing at all in it can be read: it should come again
 */
export async function gather(delivery: LiveDelivery, gathered: () => Gathered, options: GatherOptions): Promise<DeliveryCounts> {
  const counts: DeliveryCounts = { events: 0, matches: 0, rejects: 0, ignored: 0, withheld: 0, bytes: 0, newest: undefined };
  await gatherFrom(delivery, delivery.redrive === true, 0, gathered, counts, options);
  return counts;
}

async function gatherFrom(
  delivery: Delivery,
  redrive: boolean,
  depth: number,
  gathered: () => Gathered,
  counts: DeliveryCounts,
  options: GatherOptions,
): Promise<void> {
  const turn = takeTurns();
  const problems: Problem[] = [];
  let understood = 0;
  // Of several objects that a notification names, one that can't be read stops no other; then all come again.
  let failure: Problem | undefined;
  for await (const batch of batches(delivery, counts, selectingOf(counts, options))) {
    for (const decoded of batch) {
      try {
        const problem = await gatherOne(decoded, redrive, depth, gathered, counts, options);
        if (problem === undefined) understood++;
        else problems.push(problem);
      } catch (error) {
        if (decoded.kind !== 'pointer' || !(error instanceof Problem)) throw error;
        failure ??= error;
      }
    }
    await options.part();
    if (turn.due()) await turn.take();
  }
  if (failure !== undefined) throw failure;
  if (problems.length === 0) return;
  // Where a queue has a place for what nobody can read, it goes there; elsewhere it is kept here.
  if (understood === 0 && redrive) throw problems[0]!;
  counts.rejects += problems.length;
  for (const problem of problems) gathered().rejects.push(rejectOf(problem, delivery, options));
}

/** Readers by engine: preparing one takes as long as reading some files. */
const readers = new WeakMap<Engine, Pick<Selecting, 'reader'> & { heard: (event: HeardEvent) => void }>();

/** Leaves out, unparsed, what no rule can match; it is heard of all the same. Nothing where each event has to be asked for. */
function selectingOf(counts: DeliveryCounts, { engine, accept, onEvent, onWhole }: GatherOptions): Selecting | undefined {
  if (accept !== undefined || onWhole !== undefined) return undefined;
  let known = readers.get(engine);
  if (known === undefined) {
    const made = {
      heard: onEvent,
      ...createSelecting(() => createRecordReader(engine.selection(LOCATED), {}, (record) => made.heard(heardOf(record)))),
    };
    known = made;
    readers.set(engine, known);
  }
  const one = known;
  return {
    reader(bytes) {
      // Reading a content is one step: nobody else comes in between.
      one.heard = (event) => {
        if (counts.newest === undefined || event.at > counts.newest) counts.newest = event.at;
        onEvent(event);
      };
      return one.reader(bytes);
    },
    passed(events) {
      counts.events += events;
    },
  };
}

const LOCATED: SelectedPlaces = { accounts: new Set(), regions: new Set(), located: true };

function heardOf({ at, value }: Pick<WaitingRecord, 'at' | 'value'>): HeardEvent {
  const [recipient, owner] = accountPaths;
  const text = (path: string) => {
    const found = value(path);
    return typeof found === 'string' ? found : undefined;
  };
  return { at, envelope: { account: text(recipient) ?? text(owner) ?? '', region: text(regionPath) ?? '' } };
}

/** Returns why nothing can be made of it, if nothing can. */
async function gatherOne(
  decoded: Decoded,
  redrive: boolean,
  depth: number,
  gathered: () => Gathered,
  counts: DeliveryCounts,
  options: GatherOptions,
): Promise<Problem | undefined> {
  if (decoded.kind === 'reject') return decoded.problem;
  if (decoded.kind === 'ignored') {
    counts.ignored++;
    return undefined;
  }
  if (decoded.kind === 'pointer') {
    if (depth >= DEEPEST) {
      const { bucket, key } = decoded.pointer;
      return new Problem('DECODE_SHAPE', 'a notification in an object that another notification named, and so on', {
        at: { file: `s3://${bucket}/${key}` },
      });
    }
    await gatherFrom(options.fetch(decoded.pointer), redrive, depth + 1, gathered, counts, options);
    return undefined;
  }
  let event: TrailEvent;
  try {
    event = decoded.record.event();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error;
  }
  counts.events++;
  if (counts.newest === undefined || event.at > counts.newest) counts.newest = event.at;
  if (options.accept?.(event) === false) return undefined;
  options.onEvent(event);
  options.onWhole?.(event);
  const verdict = options.engine.match(event);
  counts.withheld += verdict.withheld;
  counts.matches += verdict.matches.length;
  for (const match of verdict.matches) {
    const item = toTriageItem(match, undefined, options.policy);
    gathered().items.push(options.responded.has(match.rule.id) ? { ...item, targets: targetsOfEvent(event) } : item);
  }
  gathered().feeds.push(...verdict.feeds);
  const issue = credentialIssue(event);
  if (issue !== undefined) gathered().issues.push(issue);
  return undefined;
}

function rejectOf(problem: Problem, delivery: Delivery, { source, now }: GatherOptions): StoredReject {
  const at = { file: delivery.file, ...problem.at };
  const { code, message } = problem;
  return { id: hash128(JSON.stringify([code, formatPlace(at)])), source, code, message, at, foundAt: now };
}
