import { Problem } from '../base/problem.ts';
import { type Bytes, MiB } from '../base/units.ts';
import { createReadRoom } from '../base/read-room.ts';
import type { Delivery } from '../edges/sources/source.ts';
import type { Engine } from '../engine/engine.ts';
import type { CredentialIssue } from '../engine/findings/role-chain.ts';
import { createReach } from '../engine/state/reach.ts';
import { createWaitingCounter, type WaitingPlaces } from '../engine/waiting-counter.ts';
import type { FileCounts, FileReader, FileResult, PlainProblem } from './file-result.ts';
import { batches, type Selecting } from './reading.ts';
import { selectingOf, type TakingOptions, takeBatch } from './taking.ts';
import { nothingWaits } from './waiting.ts';

/** A part is given when it has so much, some thousand matches. */
const PART: Bytes = 2 * MiB;
/** Of a match without the record's JSON. */
const MATCH: Bytes = 1500;
/** And after so many events, for those who watch the progress. */
const EVENTS = 20_000;

/**
 * Reads files for a scan in another thread, in parts: what streams by does not have to fit into memory at once. The same file has the same
 * parts whatever was read before it, and in whichever thread.
 */
export function createFileReader(engine: Engine, options: TakingOptions): FileReader {
  let counts = noFileCounts();
  let added: FileResult['added'][number][] = [];
  let issues: CredentialIssue[] = [];
  let rejects: PlainProblem[] = [];
  let weight: Bytes = 0;
  const room = createReadRoom();
  let places: WaitingPlaces | undefined;
  const reach = createReach(engine.series, true);
  const counter = createWaitingCounter(engine.series, reach, (issue) => issues.push(issue));
  // Always selecting: it began here because there is a lot to read.
  const { reader } = selectingOf(engine, options, counts, undefined, 0);
  const selecting: Selecting = {
    reader,
    waiting:
      options.emit === 'matches'
        ? nothingWaits
        : {
            ...counter,
            keep(_file, records) {
              places = counter.keep(records);
            },
          },
    passed(events, outside) {
      counts.events += events;
      counts.outside += outside;
    },
  };
  const taker = {
    add(id: string, partial: boolean, matched: FileResult['added'][number]['matched']) {
      added.push({ id, partial, matched });
      for (const input of matched.feeds) reach.count(input);
      weight += MATCH;
      for (const { raw } of matched.items) weight += raw?.length ?? 0;
    },
    issue: (issue: CredentialIssue) => void issues.push(issue),
  };
  const part = (file: string): FileResult => {
    const taken = { file, counts, added, issues, rejects, waiting: places };
    counts = noFileCounts();
    [added, issues, rejects, weight, places] = [[], [], [], 0, undefined];
    return taken;
  };
  async function* read(delivery: Delivery): AsyncGenerator<FileResult> {
    // Bytes are counted while they stream by, in the part that they belong to.
    const bytes = {
      get bytes() {
        return counts.bytes;
      },
      set bytes(value: Bytes) {
        counts.bytes = value;
      },
    };
    try {
      for await (const batch of batches(delivery, bytes, selecting, room)) {
        for (const problem of takeBatch(batch, engine, taker, options, counts, false)) {
          rejects.push(plain(problem));
          weight += MATCH;
        }
        if (weight >= PART || counts.events >= EVENTS) yield part(delivery.file);
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      rejects.push(plain(error.within({ file: delivery.file })));
    }
    yield part(delivery.file);
  }
  return { read, counted: reach.counted };
}

function noFileCounts(): FileCounts {
  return { bytes: 0, events: 0, outside: 0, ignored: 0, pointers: 0, withheld: 0 };
}

export function plain({ code, message, at, hint }: Problem): PlainProblem {
  return { code, message, at, hint };
}
