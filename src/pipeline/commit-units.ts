import type { Clock } from '../base/clock.ts';
import { Problem } from '../base/problem.ts';
import { type Milliseconds, SECOND } from '../base/units.ts';
import type { Alert } from '../model/alert.ts';
import type { Store, StoreCommit, StoreLoaded, StoreNeeds } from '../edges/stores/store.ts';

/** One unit of commit: what it must be shown, and what it then makes of it. */
export interface Work {
  /** For messages: what it is about. */
  readonly name: string;
  readonly needs: StoreNeeds;
  /** Never changes what it was given; may be asked again with newer content. Undefined: nothing is new. */
  conclude(loaded: StoreLoaded): Concluded | { readonly more: StoreNeeds } | undefined;
}

export interface Concluded {
  readonly commit: StoreCommit;
  /** What is said of it, once it is committed. */
  readonly alerts: readonly Alert[];
}

/** Units that are loaded and committed together: what a transaction of the embedded store takes without blocking others. */
const TOGETHER = 500;
const ATTEMPTS = 12;
const LONGEST_PAUSE: Milliseconds = SECOND;

/**
 * Load → conclude → commit, until every unit is in. On a conflict only that unit is loaded and concluded again, after a pause.
 * @returns what was committed
 * @throws {Problem} STORE_CONFLICT after many attempts; whatever the store throws
 */
export async function commitUnits(
  works: readonly Work[],
  store: Pick<Store, 'load' | 'commit'>,
  clock: Clock,
  step: (name: string) => void = () => {},
): Promise<Concluded[]> {
  const done: Concluded[] = [];
  for (let start = 0; start < works.length; start += TOGETHER) {
    let open = works.slice(start, start + TOGETHER);
    for (let attempt = 1; open.length > 0; attempt++) {
      if (attempt > ATTEMPTS) throw conflict(open[0]!);
      if (attempt > 1) await clock.sleep(Math.random() * Math.min(LONGEST_PAUSE, 2 ** attempt * 5));
      const concluded = await concludeAll(open, store);
      step('concluded');
      const units = concluded.map(({ result }) => result.commit);
      const results = units.length === 0 ? [] : await store.commit(units, clock.now());
      step('committed');
      open = concluded.flatMap(({ work, result }, i) => {
        if (results[i] !== true) return [work];
        done.push(result);
        return [];
      });
    }
  }
  return done;
}

async function concludeAll(
  works: readonly Work[],
  store: Pick<Store, 'load'>,
): Promise<{ readonly work: Work; readonly result: Concluded }[]> {
  let loaded = await store.load(joined(works.map(({ needs }) => needs)));
  const results = new Map<Work, Concluded>();
  for (let open = works; open.length > 0; ) {
    const missing: StoreNeeds[] = [];
    open = open.filter((work) => {
      const conclusion = work.conclude(loaded);
      if (conclusion !== undefined && 'more' in conclusion) {
        missing.push(conclusion.more);
        return true;
      }
      if (conclusion !== undefined) results.set(work, conclusion);
      return false;
    });
    if (open.length > 0) loaded = merged(loaded, await store.load(joined(missing)));
  }
  return [...results].map(([work, result]) => ({ work, result }));
}

function joined(needs: readonly StoreNeeds[]): StoreNeeds {
  return {
    cells: [...new Set(needs.flatMap(({ cells }) => cells))],
    seen: [...new Set(needs.flatMap(({ seen }) => seen))],
    findings: [...new Set(needs.flatMap(({ findings }) => findings))],
  };
}

function merged(a: StoreLoaded, b: StoreLoaded): StoreLoaded {
  return {
    cells: new Map([...a.cells, ...b.cells]),
    seen: new Set([...a.seen, ...b.seen]),
    findings: new Map([...a.findings, ...b.findings]),
  };
}

function conflict({ name }: Work): Problem {
  return new Problem('STORE_CONFLICT', `others kept changing ${name}: ${ATTEMPTS} attempts failed`, {
    hint: 'The delivery comes again by itself',
  });
}
