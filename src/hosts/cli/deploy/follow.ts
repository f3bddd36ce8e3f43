import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { StackHappening } from '../../../edges/aws/use/cloudformation.ts';
import { inColumns } from '../output/in-columns.ts';
import type { Deployment } from './deployment.ts';
import { colorsFor } from '../colors.ts';

const pc = colorsFor(process.stderr);

export interface Followed {
  /** Of the stack, when nothing went on any more; `INTERRUPTED` if Ctrl-C came first. */
  readonly status: string;
  /** What went wrong first, and made all the rest go wrong. */
  readonly failure: StackHappening | undefined;
}

export interface Following {
  /** The stack's ARN: it answers to it even when it is gone. */
  readonly id: string;
  /** The newest event from before. */
  readonly after: string | undefined;
  /** How many resources are changed. */
  readonly total: number;
}

const POLL = 2_500;
/** In a row: whoever rides a train with the laptop open has not lost the deployment. */
const FAILURES = 8;
/** What CloudFormation calls those that it gave up because another one had failed. */
const CANCELLED = /^Resource (?:creation|update|deletion) cancelled/i;

/** Tells what happens to each resource, until CloudFormation is done with the stack. @throws {Problem} AWS_* */
export async function follow(deployment: Deployment, { id, after, total }: Following): Promise<Followed> {
  const { console, signal } = deployment;
  const busy = new Map<string, string>();
  let last = after;
  let done = 0;
  let failure: StackHappening | undefined;
  let isUndoing = false;
  for (;;) {
    const events = await patiently(deployment, () => deployment.stacks.events(id, last));
    last = events.at(-1)?.id ?? last;
    for (const event of events) {
      if (event.status.endsWith('_FAILED') && failure === undefined && !event.ofStack && !CANCELLED.test(event.reason ?? ''))
        failure = event;
      if (event.ofStack) {
        if (!event.status.endsWith('_IN_PROGRESS')) return { status: event.status, failure };
        if (!isUndoing && (failure !== undefined || /ROLLBACK/.test(event.status))) {
          isUndoing = true;
          console.say(`${pc.yellow('undoing it')}: ${forTerminal(event.reason ?? event.status)}\n`);
        }
      } else if (event.status.endsWith('_IN_PROGRESS')) {
        busy.set(event.resource, event.type);
      } else {
        busy.delete(event.resource);
        done++;
        console.say(`${eventLine(event)}\n`);
      }
    }
    console.status(`${Math.min(done, total)} of ${total} done · ${forTerminal([...busy.keys()].join(', '))}`);
    if (signal.aborted) return { status: 'INTERRUPTED', failure };
    await deployment.pause(POLL);
    if (signal.aborted) return { status: 'INTERRUPTED', failure };
  }
}

/** Asks again where the network is at fault, and not the question. */
async function patiently<T>(deployment: Deployment, ask: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Problem && error.retry) || failures >= FAILURES || deployment.signal.aborted) throw error;
      await deployment.pause(POLL);
    }
  }
}

function eventLine({ status, resource, type, reason }: StackHappening): string {
  const failed = status.endsWith('_FAILED');
  const line = `${inColumns(forTerminal(status), 18)}  ${inColumns(forTerminal(resource), 34)}  ${forTerminal(type)}`;
  return failed ? `${pc.red(line)}${reason === undefined ? '' : `\n  ${forTerminal(reason)}`}` : line;
}
