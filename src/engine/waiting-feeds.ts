import type { SeriesInput, SeriesValue } from '../model/series.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { unusualValue, type WaitingRecord, type WaitingTaker } from '../model/selection.ts';
import { type CredentialIssue, ISSUE, waitingIssue } from './findings/role-chain.ts';
import type { SorterMaker } from './state/input-sorter.ts';
import { createReach, MOST_PLACE_NUMBERS } from './state/reach.ts';
import { packedValue, type WaitingPack } from './waiting-pack.ts';
import { waitingPaths } from './waiting-paths.ts';

/**
 * Records of which a scan knows, without having parsed them, that they can matter to nothing but series, and what they would feed these.
 * They wait as a few numbers each. When all has been read, it is known which groups can reach their condition at all: what lies in these has
 * to be read again, as a rule a few records in thousands.
 */
export interface WaitingFeeds {
  /** What was fed by an event that has been read whole: it counts as well. */
  count(input: SeriesInput): void;
  /** Takes the records of a content. */
  readonly take: WaitingTaker;
  /** What was taken since the last call are records of this file. */
  keep(file: string): void;
  /** What another thread has taken of a file. */
  keepPack(file: string, pack: WaitingPack): void;
  /** What was taken since the last call isn't right. */
  drop(): void;
  /** The records that matter, by file, in the order of keeping. May be called once, when all is counted. */
  wanted(): Generator<{ readonly file: string; readonly records: ReadonlySet<number> }, void>;
}

/** The records of a file: 32-bit numbers as Base64. Of each the second of its time, its number, how many places, and these. */
interface Kept {
  readonly file: string;
  readonly numbers: string;
}

const SECOND = 1000;
const LATEST = 2 ** 31 * SECOND;
/** In numbers. */
const GROWS = 64 * 1024;

/** @param issued told of credentials that records of a waiting kind have handed out */
export function createWaitingFeeds(
  series: readonly SeriesRule[],
  spill: SorterMaker,
  issued: (issue: CredentialIssue) => void,
): WaitingFeeds {
  const kept = spill.sorter<Kept>({ name: 'waiting', compare: () => 0 });
  const paths = waitingPaths(series);
  const reach = createReach(series);
  let numbers = new Int32Array(GROWS);
  let used = 0;

  // One input for each rule, filled anew for each record: half of all records come by here.
  const inputs = new Map([...paths].map(([id, of]) => [id, inputOf(id, of)]));

  const takeFor = (ruleId: string, record: Omit<WaitingRecord, 'rules'>) => {
    const made = inputs.get(ruleId)!;
    made.input.at = record.at;
    for (let i = 0; i < made.asked.length; i++) {
      const value = record.value(made.asked[i]!);
      const leaves = made.leaves[i]!;
      if (value === undefined || value === null) leaves.length = 0;
      else leaves[0] = value;
    }
    const places = reach.count(made.input);
    if (places.length === 0) return;
    if (used + MOST_PLACE_NUMBERS + 3 > numbers.length) {
      const grown = new Int32Array(numbers.length * 2);
      grown.set(numbers);
      numbers = grown;
    }
    numbers[used++] = record.at / SECOND;
    numbers[used++] = record.record;
    numbers[used++] = places.length;
    for (let i = 0; i < places.length; i++) numbers[used++] = places[i]!;
  };

  return {
    count(input) {
      reach.count(input);
    },
    take(record) {
      if (record.at >= LATEST || record.at < 0) return false;
      const before = used;
      try {
        for (let i = 0; i < record.rules.length; i++) {
          const rule = record.rules[i]!;
          if (rule !== ISSUE) takeFor(rule, record);
          else {
            const issue = waitingIssue(record);
            if (issue !== undefined) issued(issue);
          }
        }
      } catch (error) {
        if (error !== unusualValue) throw error;
        used = before;
        return false;
      }
      return true;
    },
    keep(file) {
      if (used > 0) kept.add({ file, numbers: Buffer.from(numbers.buffer, 0, used * 4).toString('base64') });
      used = 0;
    },
    keepPack(file, pack) {
      const { numbers: packed } = pack;
      for (let i = 0; i < packed.length; ) {
        const ruleId = pack.texts[packed[i]!]!;
        const first = i + 3;
        let next = first;
        takeFor(ruleId, { record: packed[i + 1]!, at: packed[i + 2]! * SECOND, value: () => packedValue(pack, packed[next++]!) });
        i = first + (paths.get(ruleId)?.length ?? 0);
      }
      this.keep(file);
    },
    drop() {
      used = 0;
    },
    *wanted() {
      for (const { file, numbers: base64 } of kept.sorted()) {
        const bytes = Buffer.from(base64, 'base64');
        const numbers = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
        const records = new Set<number>();
        for (let at = 0; at < numbers.length; at += 3 + numbers[at + 2]!) {
          const listeners = reach.listeners(numbers, at + 3, at + 3 + numbers[at + 2]!, numbers[at]! * SECOND);
          if (listeners === undefined || listeners.length > 0) records.add(numbers[at + 1]!);
        }
        if (records.size > 0) yield { file, records };
      }
      kept.close();
    },
  };
}

function inputOf(ruleId: string, paths: readonly { readonly path: string; readonly asked: string }[]) {
  const leaves = paths.map((): SeriesValue[] => []);
  const values = Object.fromEntries(paths.map(({ path }, i) => [path, leaves[i]!]));
  return { input: { ruleId, at: 0, values }, asked: paths.map(({ asked }) => asked), leaves };
}
