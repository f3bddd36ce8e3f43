import { toJsonLine } from '../../base/escape.ts';
import { formatPlace, Problem } from '../../base/problem.ts';
import { readBatches } from '../../pipeline/reading.ts';
import type { Decoded } from '../../model/decoded.ts';
import { exitCodeOf } from './exit-codes.ts';
import { sourcesOf } from './inputs.ts';
import { stdoutWriter } from './output/writer.ts';

/** Prints what is understood of the inputs and returns the exit code. */
export async function runDecode(inputs: readonly string[]): Promise<number> {
  const out = stdoutWriter();
  let understood = 0;
  let rejects = 0;
  const print = async (decoded: Decoded) => {
    const line = lineOf(decoded);
    if (line.kind === 'reject') rejects++;
    else understood++;
    const slow = out.write(`${toJsonLine(line)}\n`);
    if (slow !== undefined) await slow;
  };
  for (const source of await sourcesOf(inputs, {})) {
    for await (const batch of readBatches(source)) {
      for (const decoded of batch) await print(decoded);
      if (out.gone) return 0;
    }
  }
  await out.close();
  return exitCodeOf({ nothingRead: understood === 0, interrupted: false, failOnReached: false, rejects });
}

type Line = { readonly kind: Decoded['kind'] } & Readonly<Record<string, unknown>>;

function lineOf(decoded: Decoded): Line {
  if (decoded.kind === 'pointer') return { kind: 'pointer', ...decoded.pointer };
  if (decoded.kind === 'ignored') return { kind: 'ignored', reason: decoded.reason };
  if (decoded.kind === 'reject') return rejectLine(decoded.problem);
  try {
    const event = decoded.record.event();
    return {
      kind: 'event',
      id: event.id,
      at: new Date(event.at).toISOString(),
      envelope: event.envelope,
      ...(event.partial ? { partial: true } : {}),
    };
  } catch (error) {
    if (error instanceof Problem) return rejectLine(error);
    throw error;
  }
}

/** A reject as a line: the same here and in the file of `--rejects`. */
export function rejectLine(problem: Problem): Line {
  return {
    kind: 'reject',
    at: formatPlace(problem.at),
    code: problem.code,
    message: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  };
}
