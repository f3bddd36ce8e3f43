import { afterEach, describe, expect, test } from 'vitest';
import { formatProblem, Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import type { Mood } from './loopback-service.contract.ts';
import { alertNotice, hostileNotices, notices } from './notice.cases.ts';
import type { Notice, Sink } from './sink.ts';

/** What has arrived where the sink sends to. */
export interface Received {
  /** All that a reader may get to see, decoded. */
  readonly text: string;
  /** What the receiver can tell repeats by, where the medium has such a thing. */
  readonly key?: string | undefined;
}

/** A sink that sends to a real, local stand-in of its service. */
export interface PreparedSink {
  readonly sink: Sink;
  /** Each secret that it was made with. */
  readonly secrets: readonly string[];
  /** Oldest first. */
  received(): readonly Received[] | Promise<readonly Received[]>;
  /** From now on the service behaves like this. */
  setMood?(mood: Mood): void;
  stop(): Promise<void>;
}

export interface SinkTraits {
  /** The timeout is the sink's; undefined: the default one. */
  prepare(timeout: Milliseconds | undefined): Promise<PreparedSink>;
  /** True: each delivery carries a key, the same when a notice is sent again. */
  readonly keyed: boolean;
  /**
   * Fails (with `expect`) if something that an attacker wrote has an effect in this medium. Characters that can't be seen are looked
   * for by the suite itself.
   */
  readonly harmless?: (received: Received) => void;
  /** The medium carries data for programs, exactly: what can't be seen is escaped by JSON and not shown to people. */
  readonly exact?: true;
  /** What can become of the service. Empty where there is none: a file, standard output. @default all */
  readonly moods?: readonly Mood[];
}

/** What a sink gives a service that hangs; one that doesn't has all the time that it takes on a busy machine. */
const SHORT = 0.3 * SECOND;
const SOON = 5 * SECOND;

const expected: readonly (readonly [Mood, Problem['code']])[] = [
  ['failing', 'SINK_FAILED'],
  ['throttling', 'SINK_FAILED'],
  ['hanging', 'SINK_FAILED'],
  ['closing', 'SINK_FAILED'],
  ['refusing', 'SINK_REFUSED'],
  ['redirecting', 'SINK_REFUSED'],
];

/** Terminal escapes and other controls, direction marks, what has no glyph. */
const unseen = /[^\P{Cc}\n\t\r]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;

/** What whoever sends alerts relies on, whatever the sink. */
export function sinkContract(name: string, traits: SinkTraits): void {
  describe(`${name} as a sink`, () => {
    let prepared: PreparedSink | undefined;
    const setUp = async (timeout?: Milliseconds) => {
      prepared = await traits.prepare(timeout);
      return prepared;
    };
    afterEach(async () => {
      await prepared?.sink.close?.();
      await prepared?.stop();
      prepared = undefined;
    });
    const never = new AbortController().signal;
    const send = (sink: Sink, notice: Notice, signal = never) => sink.send(notice, signal);
    const failure = async (sink: Sink, signal = never): Promise<Problem> => {
      const error = await send(sink, alertNotice(), signal).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(Problem);
      return error as Problem;
    };

    for (const notice of notices) {
      const what = notice.kind === 'alert' ? notice.alert.change : notice.kind;
      test(`delivers what is ${what}`, async () => {
        const { sink, received } = await setUp();
        await send(sink, notice);
        const [delivered, ...more] = await received();
        expect(more).toEqual([]);
        expect(delivered?.text).toContain(notice.kind === 'digest' ? 'Unauthorized API call' : 'CloudTrail logging stopped');
      });
    }

    test('what attackers write has no effect', async () => {
      const { sink, received } = await setUp();
      await Promise.all(hostileNotices.map(([, , notice]) => send(sink, notice)));
      const all = await received();
      expect(all).toHaveLength(hostileNotices.length);
      for (const delivered of all) {
        if (traits.exact !== true) expect(delivered.text).not.toMatch(unseen);
        traits.harmless?.(delivered);
      }
    });

    test('a notice that is sent again has the same key, another one another', async () => {
      const { sink, received } = await setUp();
      for (const notice of [alertNotice(), alertNotice(), alertNotice({}, 'repeated')]) await send(sink, notice);
      const [first, again, other] = await received();
      if (!traits.keyed) return expect(first?.key).toBeUndefined();
      expect(first?.key).toBeTruthy();
      expect(again?.key).toBe(first?.key);
      expect(other?.key).not.toBe(first?.key);
    });

    test('several at the same time all arrive', async () => {
      const { sink, received } = await setUp();
      await Promise.all(notices.map((notice) => send(sink, notice)));
      expect(await received()).toHaveLength(notices.length);
    });

    test('shows no secret of its own', async () => {
      const { sink, secrets } = await setUp();
      expectWithout(secrets, `${JSON.stringify(sink)} ${sink.name} ${sink.type}`);
    });

    test('an aborted signal ends it at once, and it may go on later', async () => {
      const { sink, received } = await setUp();
      const problem = await failure(sink, AbortSignal.abort());
      expect(problem.code).toBe('SINK_FAILED');
      expect(await received()).toEqual([]);
      await send(sink, alertNotice());
      expect(await received()).toHaveLength(1);
    });

    const moods = traits.moods ?? expected.map(([mood]) => mood);
    for (const [mood, code] of expected.filter(([one]) => moods.includes(one))) {
      const hanging = mood === 'hanging';
      test(`${mood} service: ${code}, without its secrets${hanging ? '' : ', then it goes on'}`, async () => {
        const { sink, secrets, setMood } = await setUp(hanging ? SHORT : undefined);
        setMood?.(mood);
        const began = performance.now();
        const problem = await failure(sink);
        expect(performance.now() - began).toBeLessThan(SOON);
        expect(problem.code).toBe(code);
        expectWithout(secrets, everythingIn(problem));
        if (hanging) return;
        setMood?.('fine');
        await send(sink, alertNotice());
      });
    }

    if (!moods.includes('hanging')) return;
    test('a service that hangs is left at once when the signal says so', async () => {
      const { sink, setMood } = await setUp();
      setMood?.('hanging');
      const stop = new AbortController();
      const failing = failure(sink, stop.signal);
      stop.abort();
      expect((await failing).code).toBe('SINK_FAILED');
    });
  });
}

function expectWithout(secrets: readonly string[], text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

/** All that a log may print of it. */
function everythingIn(problem: Problem): string {
  const causes: string[] = [];
  for (let cause = problem.cause; cause !== undefined; cause = (cause as Error).cause) {
    causes.push(String(cause), String((cause as Error).stack), JSON.stringify(cause));
  }
  return [formatProblem(problem), problem.stack, JSON.stringify(problem), ...causes].join('\n');
}
