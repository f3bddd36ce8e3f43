import { Problem } from '../base/problem.ts';
import type { EpochMs, Milliseconds } from '../base/units.ts';
import type { Notice, Receipt, Sink } from '../edges/sinks/sink.ts';
import type { ClaimedMessage, Message, Settlement } from '../model/alert.ts';
import { backOff, LONGEST_BACK_OFF } from './back-off.ts';
import { toDigestNotice } from './digest-notice.ts';
import { compareInTime, createFindingOrder } from './finding-order.ts';
import type { OutboxParts } from './outbox-parts.ts';
import { createStormGuard } from './storm-guard.ts';

/** The way to one sink: nothing that happens on it holds up another. */
export interface Lane {
  /** A message that waited when the process started. */
  resume(message: Message): void;
  /** Until it is stopped; then it sends what is in hand and ends. Never rejects. */
  run(): Promise<void>;
  /** What is due now, until nothing is, the sink is in trouble, or the time is nearly over. Not beside `run`. Never rejects. */
  flush(deadline: EpochMs): Promise<void>;
  /** There may be something due. */
  wake(): void;
  /** Take no more. */
  stop(): void;
  /** And let go of what is in hand. */
  cut(): void;
}

/** Messages of a look into the store. A digest is taken whole, up to so many looks. */
const LOT = 50;
const DIGEST_LOOKS = 40;
/** Failures in a row after which the sink is taken to be down, and what else is in hand waits without a try. */
const DOWN = 2;
/** A message that was held back for long isn't given up before it was tried so often. */
const LEAST_TRIES = 8;
const SETTLE_TRIES = 4;
const SETTLE_PAUSE: Milliseconds = 250;
const LONGEST_REASON = 500;

/** Sinks that store findings for programs: a storm troubles nobody there, and a finding that is only counted would be missing. */
const keepsAll: ReadonlySet<Sink['type']> = new Set(['file', 'security-hub', 'eventbridge', 'responder']);

type Fate =
  | { readonly kind: 'sent'; readonly thread?: string }
  | { readonly kind: 'failed' | 'refused' | 'late' | 'cut'; readonly reason: string };
/** Messages that go out as one notice. */
interface Item {
  readonly digest?: string;
  readonly messages: ClaimedMessage[];
}

export function createLane(name: string, sink: Sink, { store, clock, options, listener }: OutboxParts): Lane {
  const { lease, sendTimeout, poll, random } = options;
  const order = createFindingOrder(lease);
  const storm = createStormGuard(keepsAll.has(sink.type) ? Number.POSITIVE_INFINITY : options.stormLimit);
  /** Delivered, and the store could not be told: they aren't sent again when their lease has run out. */
  const unsettled = new Map<string, { readonly kind: 'sent'; readonly thread?: string }>();
  let stopped = false;
  const cutting = new AbortController();
  let sleeping: AbortController | undefined;
  let woken = false;
  let failures = 0;

  /** A sink in trouble isn't asked more often because more is waiting for it. */
  const hurried = () => woken && failures === 0;

  async function rest(): Promise<void> {
    if (stopped || hurried()) return;
    sleeping = new AbortController();
    await clock.sleep(poll, sleeping.signal);
    sleeping = undefined;
  }

  async function claim(): Promise<ClaimedMessage[]> {
    const lot: ClaimedMessage[] = [];
    for (let look = 0; look < DIGEST_LOOKS; look++) {
      const more = await store.claim({ now: clock.now(), lease, limit: LOT, to: name });
      lot.push(...more);
      if (more.length < LOT || lot.every(({ digest }) => digest === undefined)) break;
    }
    return lot.sort(compareInTime);
  }

  async function handle(
    lot: readonly ClaimedMessage[],
    until: EpochMs,
    deadline: EpochMs = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    /** Threads that were opened by this lot: its follow-ups were claimed before that. */
    const threads = new Map<string, string>();
    let reason = '';
    let down = false;
    for (const item of toItems(lot)) {
      const messages = item.digest === undefined ? await alone(item.messages[0]!) : await unsent(item.messages);
      if (messages.length === 0) continue;
      const now = clock.now();
      if (cutting.signal.aborted) {
        await putOff(messages, 'trailwatch stopped before it was sent', now);
        continue;
      }
      if (now + sendTimeout >= deadline) {
        await putOff(messages, 'there was no time left to send it', now);
        continue;
      }
      if (down) {
        await retryLater(messages, `not tried: ${reason}`);
        continue;
      }
      if (now + sendTimeout >= until) {
        // Others hold it from then on, or we again.
        for (const message of messages) order.wait(message, until, message.digest);
        continue;
      }
      const fate = await deliver(toNotice(item.digest, messages, threads));
      if (fate.kind === 'sent') {
        failures = 0;
        listener.sent(name, messages, clock.now() - now);
        const thread = item.digest === undefined ? fate.thread : undefined;
        if (thread !== undefined) threads.set(messages[0]!.alert.finding.id, thread);
        for (const message of messages) order.done(message);
        await settle(messages.map(({ id, claim }) => ({ id, claim, kind: 'sent', ...(thread !== undefined && { thread }) })));
      } else if (fate.kind === 'refused') {
        failures = 0;
        await giveUp(messages, fate.reason);
      } else if (fate.kind === 'cut') {
        await putOff(messages, fate.reason, clock.now());
      } else {
        failures++;
        reason = fate.reason;
        down = fate.kind === 'late' || failures >= DOWN;
        await retryLater(messages, reason);
      }
    }
  }

  /** What is to be sent now of a message that comes by itself: it, or nothing. */
  async function alone(message: ClaimedMessage): Promise<readonly ClaimedMessage[]> {
    const [left] = await unsent([message]);
    if (left === undefined) return [];
    const now = clock.now();
    const { change } = message.alert;
    const ahead = order.ahead(message, now);
    // What has become worse doesn't wait for a digest. What is over waits, and is then told by itself: an incident ends by it.
    if (ahead !== undefined && !(ahead.digest !== undefined && change === 'escalated')) {
      if (ahead.digest !== undefined && change !== 'resolved')
        await joinDigest(message, { dueAt: ahead.dueAt, digest: ahead.digest });
      else await putOff([message], 'waits for an earlier alert of this finding', Math.max(ahead.dueAt + 1, now + poll));
      return [];
    }
    const diverted = storm.divert(message, now);
    if (diverted === undefined) return [message];
    await joinDigest(message, diverted);
    return [];
  }

  async function joinDigest(message: ClaimedMessage, { dueAt, digest }: { dueAt: EpochMs; digest: string }): Promise<void> {
    order.wait(message, dueAt, digest);
    await settle([{ id: message.id, claim: message.claim, kind: 'digest', dueAt, digest }]);
  }

  /** Those that weren't delivered already while the store could not be told. */
  async function unsent(messages: readonly ClaimedMessage[]): Promise<readonly ClaimedMessage[]> {
    const delivered = messages.filter(({ id }) => unsettled.has(id));
    if (delivered.length === 0) return messages;
    await settle(delivered.map(({ id, claim }) => ({ id, claim, ...unsettled.get(id)! })));
    return messages.filter((message) => !delivered.includes(message));
  }

  function toNotice(
    digest: string | undefined,
    messages: readonly ClaimedMessage[],
    threads: ReadonlyMap<string, string>,
  ): Notice {
    if (digest !== undefined) return toDigestNotice(digest, messages);
    const [{ id, alert, ...message }] = messages as [ClaimedMessage];
    const thread = message.thread ?? threads.get(alert.finding.id);
    return { kind: 'alert', id, alert, ...(thread !== undefined && { thread }) };
  }

  async function deliver(notice: Notice): Promise<Fate> {
    const sending = new AbortController();
    const timer = new AbortController();
    const endTimer = () => timer.abort();
    cutting.signal.addEventListener('abort', endTimer, { once: true });
    const answered = (async () => sink.send(notice, sending.signal))().then(
      (receipt: Receipt | undefined): Fate => {
        const thread = receipt?.thread;
        return typeof thread === 'string' ? { kind: 'sent', thread } : { kind: 'sent' };
      },
      (error: unknown): Fate => {
        const refused = error instanceof Problem && error.code === 'SINK_REFUSED';
        return { kind: refused ? 'refused' : 'failed', reason: reasonOf(error) };
      },
    );
    const tooLate = clock.sleep(sendTimeout, timer.signal).then((): Fate => {
      if (cutting.signal.aborted) return { kind: 'cut', reason: 'trailwatch stopped before the sink answered' };
      return { kind: 'late', reason: `no answer within ${Math.round(sendTimeout / 1000)} s` };
    });
    const fate = await Promise.race([answered, tooLate]);
    timer.abort();
    cutting.signal.removeEventListener('abort', endTimer);
    if (fate.kind === 'late' || fate.kind === 'cut') sending.abort(new Error(fate.reason));
    return fate;
  }

  async function retryLater(messages: readonly ClaimedMessage[], reason: string): Promise<void> {
    const now = clock.now();
    const old = messages.filter((message) => isTooOld(message, now));
    const rest = messages.filter((message) => !old.includes(message));
    if (old.length > 0) await giveUp(old, reason);
    if (rest.length === 0) return;
    // Those of a digest stay together.
    const again = now + backOff(Math.max(...rest.map(({ attempts }) => attempts)), random);
    listener.failed(name, rest, reason, again);
    await putOff(rest, reason, again);
  }

  /**
   * Tried in vain for a day. Where it was held back first, its first due time isn't known any more: failures are at most 15 minutes
   * apart, so what was tried n times has been due for at most n times that, and usually for half of it.
   */
  function isTooOld({ attempts, createdAt, dueAt }: ClaimedMessage, now: EpochMs): boolean {
    if (attempts + 1 < LEAST_TRIES) return false;
    return now - Math.max(createdAt, dueAt - attempts * LONGEST_BACK_OFF) >= options.giveUpAfter;
  }

  async function giveUp(messages: readonly ClaimedMessage[], reason: string): Promise<void> {
    listener.givenUp(name, messages, reason);
    for (const message of messages) order.done(message);
    await settle(messages.map(({ id, claim }) => ({ id, claim, kind: 'given-up', error: reason })));
  }

  async function putOff(messages: readonly ClaimedMessage[], error: string, dueAt: EpochMs): Promise<void> {
    for (const message of messages) order.wait(message, dueAt, message.digest);
    await settle(messages.map(({ id, claim }) => ({ id, claim, kind: 'later', dueAt, error })));
  }

  /** Never throws: what the store can't be told of comes again when its lease has run out. */
  async function settle(settlements: readonly Settlement[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await store.settle(settlements, clock.now());
        for (const { id } of settlements) unsettled.delete(id);
        return;
      } catch (error) {
        if (attempt < SETTLE_TRIES) {
          await clock.sleep(SETTLE_PAUSE * 2 ** attempt, cutting.signal);
          continue;
        }
        for (const { id, claim: _, ...fate } of settlements) if (fate.kind === 'sent') unsettled.set(id, fate);
        listener.problem(error);
        return;
      }
    }
  }

  return {
    resume(message) {
      order.wait(message, message.dueAt, message.digest);
      storm.resume(message);
    },
    async run() {
      while (!stopped) {
        try {
          woken = false;
          const until = clock.now() + lease;
          const lot = await claim();
          await handle(lot, until);
          if (lot.length > 0 && failures === 0) continue;
        } catch (error) {
          listener.problem(error);
          woken = false;
        }
        await rest();
      }
    },
    async flush(deadline) {
      try {
        failures = 0;
        while (failures === 0 && clock.now() + sendTimeout < deadline) {
          const until = clock.now() + lease;
          const lot = await claim();
          if (lot.length === 0) return;
          await handle(lot, until, deadline);
        }
      } catch (error) {
        listener.problem(error);
      }
    },
    wake() {
      woken = true;
      if (hurried()) sleeping?.abort();
    },
    stop() {
      stopped = true;
      sleeping?.abort();
    },
    cut() {
      stopped = true;
      cutting.abort();
      sleeping?.abort();
    },
  };
}

/** In the order of their first messages. */
function toItems(lot: readonly ClaimedMessage[]): readonly Item[] {
  const items: Item[] = [];
  const digests = new Map<string, Item>();
  for (const message of lot) {
    const { digest } = message;
    const known = digest === undefined ? undefined : digests.get(digest);
    if (known !== undefined) {
      known.messages.push(message);
      continue;
    }
    const item: Item = { ...(digest !== undefined && { digest }), messages: [message] };
    items.push(item);
    if (digest !== undefined) digests.set(digest, item);
  }
  return items;
}

/** Sinks throw problems; whatever else comes is a defect of a sink, and no reason to lose an alert. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the sink threw what is no error';
  const hint = error instanceof Problem && error.hint !== undefined ? `. ${error.hint}` : '';
  return `${error.message}${hint}`.slice(0, LONGEST_REASON);
}
