import { gzipSync } from 'node:zlib';
import type { Clock } from '../../src/base/clock.ts';
import type { Problem } from '../../src/base/problem.ts';
import { type EpochMs, HOUR } from '../../src/base/units.ts';
import type { LiveDelivery } from '../../src/edges/sources/live-source.ts';
import type { Source } from '../../src/edges/sources/source.ts';
import { createDiskSpill } from '../../src/edges/spill/disk-spill.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { noPolicy, type Policy } from '../../src/engine/findings/policy.ts';
import { createState } from '../../src/engine/state/state.ts';
import { loadChosen } from '../../src/hosts/rules/chosen-rules.ts';
import { ofProfile } from '../../src/hosts/rules/of-profile.ts';
import { selectRules } from '../../src/engine/rules/select.ts';
import type { Alert, Message } from '../../src/model/alert.ts';
import type { Finding } from '../../src/model/finding.ts';
import { scan } from '../../src/pipeline/scan.ts';
import { createWatch, type InForce, type Watch, type WatchListener } from '../../src/pipeline/watch.ts';

/** What tests of live use share: the shipped rules, deliveries in memory, a clock that stands until it is moved. */

export function shippedEngine(): Engine {
  const loaded = loadChosen({ rules: [], lists: [], pack: true, rulesSet: 'both' }, { compiled: true });
  const { rules, series } = selectRules(loaded, ofProfile('default'));
  return createEngine(rules, series);
}

export function inForceOf(
  engine: Engine,
  policy: Policy = noPolicy,
  tell: (alert: Alert) => readonly Message[] = () => [],
): InForce {
  const rules = new Map([...engine.rules, ...engine.series].map((rule) => [rule.id, rule]));
  return { engine, policy, rules, state: createState(engine.series), tell, lateness: HOUR };
}

export interface TestClock extends Clock {
  set(now: EpochMs): void;
}

export function testClock(start: EpochMs): TestClock {
  let now = start;
  return {
    now: () => now,
    set: (at) => {
      now = at;
    },
    sleep: async () => {},
  };
}

/** One message to the sink `out` for each alert. */
export function tellOne(alert: Alert): Message[] {
  const { finding, change, at } = alert;
  return [{ id: `${finding.id} ${change} ${finding.count}`, to: 'out', alert, createdAt: at, dueAt: at }];
}

export interface Delivered extends LiveDelivery {
  readonly state: () => 'open' | 'acked' | Problem;
}

export function delivery(file: string, body: Uint8Array, more: Partial<LiveDelivery> = {}): Delivered {
  let state: 'open' | 'acked' | Problem = 'open';
  return {
    file,
    size: body.length,
    open: async () => body,
    async ack() {
      state = 'acked';
    },
    async retry(problem) {
      state = problem;
    },
    state: () => state,
    ...more,
  };
}

export function logFile(records: readonly object[]): Uint8Array {
  return gzipSync(JSON.stringify({ Records: records }));
}

export const silentListener: WatchListener = {
  delivered() {},
  failed() {},
  alerted() {},
  committed() {},
  event() {},
};

export function watchOver(store: Store, inForce: InForce, clock: Clock, listener: Partial<WatchListener> = {}): Watch {
  return createWatch({
    inForce: () => inForce,
    store,
    clock,
    fetch: ({ bucket, key }) => {
      throw new Error(`nothing is stored at s3://${bucket}/${key}`);
    },
    listener: { ...silentListener, ...listener },
  });
}

/** What a scan makes of the same content. */
export async function scanned(
  engine: Engine,
  files: readonly (readonly [string, Uint8Array])[],
  policy?: Policy,
): Promise<Finding[]> {
  const source: Source = {
    async *list() {
      for (const [file, body] of files) yield { kind: 'delivery', delivery: { file, size: body.length, open: async () => body } };
    },
    measure: async () => undefined,
  };
  const spill = createDiskSpill();
  const findings: Finding[] = [];
  try {
    await scan(
      [source],
      engine,
      spill,
      {
        emit: 'findings',
        accounts: new Set(),
        regions: new Set(),
        keepRaw: false,
        stopped: () => false,
        ...(policy && { policy }),
      },
      { finding: (finding) => void findings.push(finding), match() {}, reject() {}, progress() {} },
    );
  } finally {
    spill.close();
  }
  return findings;
}

/** All findings of a store, page by page, in the order of their ids. Those that another took over don't count. */
export async function stored(store: Store): Promise<Finding[]> {
  const findings: Finding[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.findings({ limit: 100, hidden: true, ...(cursor !== undefined && { cursor }) });
    findings.push(...page.findings.map(({ finding }) => finding));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return canonical(findings.filter((finding) => finding.mergedInto === undefined));
}

/** What must be equal however events came: without what operators say, and without what depends on what was known when. */
export function canonical(findings: readonly Finding[]): Finding[] {
  return findings
    .map((finding) => {
      const { origin: _, status: __, ...rest } = finding;
      return { ...rest, status: 'open' as const };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
