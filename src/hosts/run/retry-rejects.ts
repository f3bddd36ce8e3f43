import { forTerminal } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import type { LiveDelivery } from '../../edges/sources/live-source.ts';
import type { Delivery } from '../../edges/sources/source.ts';
import { openEmbeddedStore } from '../../edges/stores/embedded/open-embedded-store.ts';
import type { StoredReject } from '../../edges/stores/store.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { sourcesOf } from '../cli/inputs.ts';
import { listenToInterrupt } from '../cli/interrupt.ts';
import { allRejects } from '../cli/rejects/list.ts';
import type { StoreFlags } from '../cli/store/store-option.ts';
import { storePath } from '../cli/store/with-store.ts';
import { openConfig } from './open-config.ts';
import { watchOver } from './replay.ts';

/** `trailwatch rejects retry`. Returns the exit code. @throws {Problem} STORE_NOT_FOUND, STORE_* */
export async function retryRejects(ids: readonly string[], flags: StoreFlags & { readonly config?: string }): Promise<number> {
  const config = await openConfig(flags.config, []);
  if (config === undefined) return exitCodes.USAGE;
  const store = await openEmbeddedStore({ path: storePath(flags), mustExist: true });
  const interrupt = listenToInterrupt();
  let left = 0;
  try {
    const wanted: StoredReject[] = [];
    for await (const reject of allRejects(store)) if (ids.length === 0 || ids.includes(reject.id)) wanted.push(reject);
    const missing = ids.find((id) => !wanted.some((reject) => reject.id === id));
    if (missing !== undefined)
      throw new Problem('STORE_NOT_FOUND', `there is no reject ${missing}`, { hint: 'trailwatch rejects list' });
    for (const [file, rejects] of byFile(wanted)) {
      if (interrupt.signal.aborted) break;
      const why = await retryFile(file, interrupt.signal);
      const say = why === undefined ? 'read' : forTerminal(why);
      process.stdout.write(`${forTerminal(file)}: ${say}\n`);
      if (why === undefined) await store.removeRejects(rejects.map(({ id }) => id));
      else left += rejects.length;
    }
  } finally {
    interrupt.close();
    await store.close();
  }
  if (interrupt.signal.aborted) return exitCodes.INTERRUPTED;
  return left > 0 ? exitCodes.REJECTS : exitCodes.OK;

  /** Why it still can't be read; undefined if it could. */
  async function retryFile(file: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await openable(file, signal);
    if (found === undefined) return 'what brought it is gone: it can not be read once more';
    let why: string | undefined;
    const watch = watchOver(store, config!.set, {
      alerts: true,
      signal,
      listener: {
        delivered(_source, _delivery, { rejects }) {
          if (rejects > 0) why = `${rejects} of its records still can not be read`;
        },
        failed(_source, _delivery, problem) {
          why = formatProblem(problem);
        },
        alerted() {},
        committed() {},
        event() {},
      },
    });
    const delivery: LiveDelivery = { ...found, open: () => found.open(), ack: async () => {}, retry: async () => {} };
    await watch.handle('retry', [delivery]);
    return why;
  }
}

function byFile(rejects: readonly StoredReject[]): Map<string, StoredReject[]> {
  const files = new Map<string, StoredReject[]>();
  for (const reject of rejects) {
    const file = reject.at.file ?? '';
    files.set(file, [...(files.get(file) ?? []), reject]);
  }
  return files;
}

/** A message of a queue is gone; a file or an object may be there. */
async function openable(file: string, signal: AbortSignal): Promise<Delivery | undefined> {
  if (file === '' || file === '-' || /^(?!s3:)[a-z-]+:/.test(file)) return undefined;
  const [source] = await sourcesOf([file], { signal });
  return source?.reopen?.(file);
}
