import { hash128 } from '../../base/hash.ts';
import type { Bytes, EpochMs } from '../../base/units.ts';
import type { Finding } from '../../model/finding.ts';
import { parseSeverity } from '../../model/severity.ts';
import type { TriageItem } from '../../model/triage-item.ts';
import { type CountedField, countedFields, createEventSample, type SampleMemory } from './event-sample.ts';
import type { Policy } from './policy.ts';
import { jsonWeight, shorten } from './short-text.ts';
import { summarize } from './summary.ts';
import { createTally, LONGEST_VALUE, mostFrequent } from './tally.ts';

/** Events of a finding that are kept with it, and ARNs. */
const KEPT = 20;
/** Values of one kind in the context. */
const SHOWN = 10;
/** Longer event ids, which AWS never makes, are known by their hash. */
const LONGEST_ID: Bytes = 96;
const LONGEST_ACTOR: Bytes = 2048;
/** Exceptions that may cover one finding's events; of more, those with the least names. */
const EXCEPTIONS = 16;
/** What the tallies may take. With the rest at its largest, the memory of a finding stays below 64 KB as JSON. */
const BUDGETS: Readonly<Record<CountedField, Bytes>> = {
  eventName: 4 * 1024,
  eventSource: 2 * 1024,
  awsRegion: 1024,
  sourceIPAddress: 8 * 1024,
  userAgent: 8 * 1024,
  errorCode: 3 * 1024,
};

/** When an event happened, then its id: no two events of a finding have the same. */
type EventKey = readonly [at: EpochMs, id: string];
type Counts = readonly (readonly [text: string, count: number])[];

/** What the first event says of the finding. */
interface First {
  readonly ruleId: string;
  readonly severity: string;
  readonly title: string;
  readonly time: string;
  readonly actor: string;
  readonly account: string;
  readonly region: string;
  readonly attack: readonly string[];
  readonly shadow?: true;
}

/** An accumulator as plain JSON: `StoredFinding.memory`. */
export interface FindingMemory {
  readonly count: number;
  readonly failed: number;
  readonly lastAt: EpochMs;
  readonly lastTime: string;
  readonly first: First;
  readonly events: readonly EventKey[];
  readonly resources: readonly (readonly [arn: string, ...EventKey, place: number])[];
  /** In the order of `countedFields`; null where there were too many different values. */
  readonly tallies: readonly (Counts | null)[];
  readonly sample: SampleMemory;
  readonly excepted: Counts;
  readonly exceptedEvents: number;
  readonly origin?: readonly [origin: string, ...EventKey];
}

interface KeptEvent {
  readonly at: EpochMs;
  readonly id: string;
  /** Not of events that were added before the memory was stored. */
  readonly item?: TriageItem;
}

interface KeptResource {
  readonly arn: string;
  readonly at: EpochMs;
  readonly id: string;
  readonly place: number;
}

export interface FindingAccumulator {
  readonly id: string;
  /** Cheapest in the order of time. Repeats are the caller's to leave out. */
  add(item: TriageItem): void;
  /** With the earliest events, at most 20, as far as they were added to this very accumulator. */
  build(policy: Policy): { finding: Finding; events: TriageItem[] };
  memory(): FindingMemory;
}

/**
 * Collects the events of one finding in bounded memory. What it says depends on the set of events alone: not on their order, nor
 * on how often it became JSON and came back between them. So a scan and a live process say the same.
 */
export function createAccumulator(id: string, known?: FindingMemory): FindingAccumulator {
  const events: KeptEvent[] = (known?.events ?? []).map(([at, eventId]) => ({ at, id: eventId }));
  const resources: KeptResource[] = (known?.resources ?? []).map(([arn, at, eventId, place]) => ({
    arn,
    at,
    id: eventId,
    place,
  }));
  const tallies = countedFields.map((field, i) => createTally(BUDGETS[field], known?.tallies[i]));
  const [names, sources, regions, addresses, agents, codes] = tallies as Six<(typeof tallies)[number]>;
  const sample = createEventSample(known?.sample);
  const excepted = new Map(known?.excepted);
  let { count, failed, lastAt, lastTime, exceptedEvents } = known ?? nothing;
  let origin = known?.origin;
  let first = known?.first;

  const keepEvent = (at: EpochMs, eventId: string, item: TriageItem): void => {
    let place = events.length;
    while (place > 0 && isBefore(at, eventId, events[place - 1]!)) place--;
    if (place >= KEPT) return;
    if (place === 0) first = firstOf(item);
    insert(events, place, { at, id: eventId, item });
  };

  const keepResource = (arn: string, at: EpochMs, eventId: string, nth: number): void => {
    const same = resources.findIndex((kept) => kept.arn === arn);
    if (same >= 0) {
      if (!isBefore(at, eventId, resources[same]!, nth)) return;
      resources.splice(same, 1);
    }
    let place = resources.length;
    while (place > 0 && isBefore(at, eventId, resources[place - 1]!, nth)) place--;
    if (place >= KEPT) return;
    insert(resources, place, { arn, at, id: eventId, place: nth });
  };

  const keepEarliest = (item: TriageItem, early: boolean, naming: boolean): void => {
    const { at, record, resources: arns } = item;
    const eventId = idOf(record.eventId);
    if (early) keepEvent(at, eventId, item);
    if (naming) {
      for (let nth = 0; nth < arns.length; nth++) keepResource(shorten(arns[nth]!, LONGEST_VALUE), at, eventId, nth);
    }
    if (item.origin !== undefined && (origin === undefined || isBefore(at, eventId, { at: origin[1], id: origin[2] })))
      origin = [shorten(item.origin, LONGEST_ACTOR), at, eventId];
  };

  const countException = (exception: string): void => {
    exceptedEvents++;
    const times = excepted.get(exception) ?? 0;
    if (times === 0 && excepted.size >= EXCEPTIONS) {
      const greatest = [...excepted.keys()].sort().at(-1)!;
      if (exception > greatest) return;
      excepted.delete(greatest);
    }
    excepted.set(exception, times + 1);
  };

  const context = () => {
    const top = (field: number) => mostFrequent(tallies[field]!.counts() ?? sample.counts(field), SHOWN);
    return {
      eventNames: top(0),
      eventSources: top(1),
      regions: top(2),
      sourceIPAddresses: top(3),
      userAgents: top(4),
      errorCodes: top(5),
    };
  };

  return {
    id,

    add(item) {
      const { record, at, resources: arns } = item;
      count++;
      if (at > lastAt) {
        lastAt = at;
        lastTime = record.eventTime;
      }
      // In the order of time, which a scan keeps, most events are too late for all of these.
      const early = events.length < KEPT || at <= events[KEPT - 1]!.at;
      const naming = arns.length > 0 && (resources.length < KEPT || at <= resources[KEPT - 1]!.at);
      if (early || naming || item.origin !== undefined) keepEarliest(item, early, naming);
      if (record.eventName !== '') names.add(record.eventName);
      if (record.eventSource !== '') sources.add(record.eventSource);
      if (record.awsRegion !== '') regions.add(record.awsRegion);
      if (record.sourceIPAddress !== '') addresses.add(record.sourceIPAddress);
      if (record.userAgent !== '') agents.add(record.userAgent);
      if (record.errorCode !== '') {
        failed++;
        codes.add(record.errorCode);
      }
      sample.add(record);
      if (item.excepted !== undefined) countException(shorten(item.excepted, LONGEST_ID));
    },

    build(policy) {
      const { ruleId, severity, title, time, actor, account, region, attack, shadow } = first!;
      const found = context();
      const finding: Finding = {
        id,
        ruleId,
        severity: parseSeverity(severity) ?? 'medium',
        title,
        summary: summarize({ actor, title, count, failed, context: found }),
        status: 'open',
        firstAt: time,
        lastAt: lastTime,
        count,
        actor,
        account,
        region,
        resources: resources.map(({ arn }) => arn).sort(),
        eventIds: events.map((event) => event.id),
        attack,
        context: found,
        ...(origin !== undefined && { origin: origin[0] }),
        ...(shadow !== undefined && { shadow }),
      };
      return {
        finding: policy.apply(finding, { lastAt, excepted: exceptedEvents === count ? excepted : none }),
        events: events.flatMap(({ item }) => item ?? []),
      };
    },

    memory: () => ({
      count,
      failed,
      lastAt,
      lastTime,
      first: first!,
      events: events.map((event) => [event.at, event.id]),
      resources: resources.map((kept) => [kept.arn, kept.at, kept.id, kept.place]),
      tallies: tallies.map((tally) => {
        const counts = tally.counts();
        return counts === undefined ? null : [...counts];
      }),
      sample: sample.memory(),
      excepted: [...excepted],
      exceptedEvents,
      ...(origin !== undefined && { origin }),
    }),
  };
}

type Six<T> = [T, T, T, T, T, T];
const nothing = { count: 0, failed: 0, lastAt: Number.NEGATIVE_INFINITY, lastTime: '', exceptedEvents: 0 };
const none: ReadonlyMap<string, number> = new Map();

function insert<T>(list: T[], place: number, entry: T): void {
  if (place === list.length) list.push(entry);
  else list.splice(place, 0, entry);
  if (list.length > KEPT) list.pop();
}

function idOf(eventId: string): string {
  return jsonWeight(eventId) <= LONGEST_ID ? eventId : hash128(eventId);
}

function isBefore(at: EpochMs, id: string, other: { at: EpochMs; id: string; place?: number }, place = 0): boolean {
  if (at !== other.at) return at < other.at;
  return id === other.id ? place < (other.place ?? 0) : id < other.id;
}

function firstOf({ record, shadow }: TriageItem): First {
  return {
    ruleId: record.ruleId,
    severity: record.severity,
    title: record.title,
    time: record.eventTime,
    actor: shorten(record.actor, LONGEST_ACTOR),
    account: shorten(record.account, LONGEST_VALUE),
    region: shorten(record.awsRegion, LONGEST_VALUE),
    attack: record.attack,
    ...(shadow !== undefined && { shadow }),
  };
}

/** Events that exceptions cover, by exception: of a finding's `memory`, whatever it is. */
export function exceptedBy(memory: unknown): ReadonlyMap<string, number> {
  return new Map((memory as Partial<FindingMemory> | undefined)?.excepted ?? []);
}
