import { Problem } from '../base/problem.ts';
import type { Delivery } from '../edges/sources/source.ts';
import type { Engine } from '../engine/engine.ts';
import type { CredentialIssue } from '../engine/findings/role-chain.ts';
import { createWaitingPacker } from '../engine/waiting-pack.ts';
import type { FileCounts, FileResult, PlainProblem } from './file-result.ts';
import { batches, type Selecting } from './reading.ts';
import { selectingOf, type TakingOptions, takeBatch } from './taking.ts';

/** Reads whole files for a scan in another thread. */
export function createFileReader(engine: Engine, options: TakingOptions): (delivery: Delivery) => Promise<FileResult> {
  let counts = noFileCounts();
  let issues: CredentialIssue[] = [];
  const packer = createWaitingPacker(engine.series, (issue) => issues.push(issue), options.emit === 'findings');
  const { reader } = selectingOf(engine, options, counts, undefined);
  const selecting: Selecting = {
    reader,
    waiting: packer,
    passed(events, outside) {
      counts.events += events;
      counts.outside += outside;
    },
  };
  return async (delivery) => {
    counts = noFileCounts();
    issues = [];
    const added: FileResult['added'][number][] = [];
    const rejects: PlainProblem[] = [];
    const taker = {
      add: (id: string, partial: boolean, matched: FileResult['added'][number]['matched']) =>
        void added.push({ id, partial, matched }),
      issue: (issue: CredentialIssue) => void issues.push(issue),
    };
    try {
      for await (const batch of batches(delivery, counts, selecting)) {
        for (const problem of takeBatch(batch, engine, taker, options, counts, false)) rejects.push(plain(problem));
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      rejects.push(plain(error.within({ file: delivery.file })));
    }
    return { file: delivery.file, counts, added, issues, rejects, waiting: packer.taken() };
  };
}

function noFileCounts(): FileCounts {
  return { bytes: 0, events: 0, outside: 0, ignored: 0, pointers: 0, withheld: 0 };
}

function plain({ code, message, at, hint }: Problem): PlainProblem {
  return { code, message, at, hint };
}
