import { randomUUID } from 'node:crypto';
import type { Item, ItemKey, Table, Write } from '../src/edges/aws/use/dynamodb.ts';
import { memoryTable } from '../src/edges/stores/dynamodb/memory-table.cases.ts';
import { SHARDS, shardOf } from '../src/edges/stores/dynamodb/keys.ts';
import { storeOver } from '../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { tableDefinition } from '../src/edges/stores/dynamodb/table-definition.ts';
import { createEngine } from '../src/engine/engine.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { selectRules } from '../src/engine/rules/select.ts';
import { readRuleFiles } from '../src/hosts/rules/rule-files.ts';
import { serialize, simulate } from '../src/simulation/simulate.ts';
import { delivery, inForceOf, silentListener, tellOne } from '../test/live/watching.ts';
import { createWatch } from '../src/pipeline/watch.ts';

/**
 * `npm run bench -- bench/partitioning.ts [EVENTS]`: which key of the DynamoDB store is hot, and from how many events a day on.
 *
 * What a simulated account writes is counted by the store's own code over a table in memory: write units for each partition of the
 * table and of each index. That is scaled: ten times as many events are ten times as many accounts of this kind, of which one is
 * larger than the others. So what is shared by all (a status, a rule) grows with the events, what belongs to one account with the
 * largest account, and what belongs to one person not at all. A partition takes 1,000 write units a second. The account is attacked
 * once in the sample, and so half a million times a day at the largest scale: what findings cost is on the safe side.
 */
const sample = Number(process.argv[2] ?? 20_000);
const PARTITION = 1000;
/** The busiest second against the mean of the day: office hours, deployments, an attack. */
const PEAK = 10;
/** Of all events in the largest account. */
const LARGEST_ACCOUNT = 0.2;
/** US dollars for a million write units, on demand, us-east-1: the price since November 2024. */
const WRITE_PRICE = 0.625;
const DAY_SECONDS = 86_400;

const indexes = tableDefinition.GlobalSecondaryIndexes.map(({ IndexName, KeySchema }) => ({
  partition: IndexName,
  sort: KeySchema[1]!.AttributeName,
}));
/** Write units by what the key is for, and by partition. */
const units = new Map<string, Map<string, number>>();
const kindUnits = new Map<string, number>();
const keys = new Map<string, Item>();

function add(kind: string, partition: string, count: number): void {
  const partitions = units.get(kind) ?? new Map<string, number>();
  units.set(kind, partitions.set(partition, (partitions.get(partition) ?? 0) + count));
}

/** The shards are counted as one and divided later: a sample is too small to fill them evenly. */
const unsharded = (partition: string) => partition.replace(/#\d+$/, '').replace(/#\d{4}-\d\d-\d\d$/, '');
const bytesOf = (value: Item[string]) => (value instanceof Uint8Array ? value.length : String(value ?? '').length);
const unitsOf = (item: Item) =>
  Math.ceil(Object.entries(item).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 0) / 1024) || 1;

function count(key: ItemKey, after: Item | undefined, transactional: boolean): void {
  const name = `${key.pk}\n${key.sk}`;
  const before = keys.get(name);
  const kind = key.pk.split('#')[0]!;
  const written = Math.max(unitsOf(before ?? {}), unitsOf(after ?? {})) * (transactional ? 2 : 1);
  add(`table: ${kind}`, key.pk, written);
  let all = written;
  for (const { partition, sort } of indexes) {
    const was = before?.[partition];
    const is = after?.[partition];
    const same = was === is && before?.[sort] === after?.[sort];
    if (same) continue;
    // An entry that moves is taken away and put anew.
    for (const each of [was, is]) {
      if (each === undefined) continue;
      add(`${partition}: ${kind}`, unsharded(String(each)), 1);
      all++;
    }
  }
  kindUnits.set(kind, (kindUnits.get(kind) ?? 0) + all);
  if (after === undefined) keys.delete(name);
  else keys.set(name, after);
}

function counting(table: ReturnType<typeof memoryTable>): Table {
  const current = (key: ItemKey) => keys.get(`${key.pk}\n${key.sk}`);
  const keyOf = (write: Write): ItemKey =>
    'put' in write ? write.put : 'update' in write ? write.update : 'remove' in write ? write.remove : write.check;
  return {
    ...table,
    async put(item, condition) {
      const done = await table.put(item, condition);
      if (done) count(item, item, false);
      return done;
    },
    async update(key, change, condition) {
      const item = await table.update(key, change, condition);
      if (item !== undefined) count(key, item, false);
      return item;
    },
    async remove(key, condition) {
      const done = await table.remove(key, condition);
      if (done) count(key, undefined, false);
      return done;
    },
    async transact(writes) {
      const failed = await table.transact(writes);
      if (failed.length > 0) return failed;
      for (const write of writes) {
        const key = keyOf(write);
        // What is only checked costs as much as what is written.
        count(key, 'put' in write ? write.put : 'remove' in write ? undefined : current(key), true);
      }
      return failed;
    },
  };
}

const files = [...simulate({ events: sample, days: 4, seed: 7 })];
const events = files.reduce((sum, { records }) => sum + records.length, 0);
let now = Date.UTC(2026, 3, 1);
const clock = { now: () => now, sleep: async () => {} };
const store = await storeOver(counting(memoryTable()), { clock });
const { rules, series } = selectRules(
  loadRules(readRuleFiles(['rules/aws', 'rules/monitored_events.json'])),
  (rule) => rule.profile !== 'all',
);
const inForce = inForceOf(createEngine(rules, series), undefined, tellOne);
const fetch = () => {
  throw new Error('nothing is pointed to');
};
const watch = createWatch({ inForce: () => inForce, store, clock, fetch, listener: silentListener });
for (const file of files) {
  now += 1000;
  await watch.handle('queue', [delivery(file.path, Buffer.from(serialize(file)))]);
  const claimed = await store.claim({ now, lease: 60_000, limit: 1000 });
  await store.settle(
    claimed.map(({ id, claim }) => ({ id, claim, kind: 'sent' })),
    now,
  );
}

const total = [...kindUnits.values()].reduce((sum, each) => sum + each, 0);
console.log(
  `${events.toLocaleString('en-US')} events of a simulated account, shipped rules: ${(total / events).toFixed(3)} write units an event`,
);
for (const [kind, count] of [...kindUnits].sort((a, b) => b[1] - a[1])) {
  console.log(
    `  ${kind.padEnd(12)} ${((count / total) * 100).toFixed(1).padStart(5)} %   ${(count / events).toFixed(4)} an event`,
  );
}

/** How much more than its part the fullest shard gets, with the store's own hash. */
const shardCounts = new Array<number>(SHARDS).fill(0);
for (let i = 0; i < 100_000; i++) shardCounts[shardOf(randomUUID())]!++;
const unevenness = (Math.max(...shardCounts) / 100_000) * SHARDS;

/** What grows with what: an entry of an index belongs to all, to the largest account, or to one person. */
type Growth = 'all' | 'account' | 'one';
const growthOf = (kind: string): Growth => {
  if (/^(byStatus|bySeverity|byRule|lane)/.test(kind)) return 'all';
  if (kind.startsWith('byAccount')) return 'account';
  return 'one';
};
const isSharded = (kind: string) => growthOf(kind) !== 'one';

const scales = [1e6, 100e6, 10e9];
console.log(
  `\nwrite units a second on the hottest partition at the peak (${PEAK} × the mean); a partition takes ${PARTITION.toLocaleString('en-US')}`,
);
console.log(
  `| key | grows with | share of its writes | ${scales.map((n) => `${n.toLocaleString('en-US')} a day`).join(' | ')} | bends at, events a day |`,
);
console.log(`|---|---|---|${scales.map(() => '---').join('|')}|---|`);
for (const [kind, partitions] of [...units].sort()) {
  const hottest = Math.max(...partitions.values());
  const all = [...partitions.values()].reduce((sum, each) => sum + each, 0);
  const growth = growthOf(kind);
  const share = growth === 'account' ? LARGEST_ACCOUNT : 1;
  const perEvent = (hottest / events) * share * (isSharded(kind) ? unevenness / SHARDS : 1);
  const rate = (n: number) => (perEvent * (growth === 'one' ? Math.min(n, 1e6) : n) * PEAK) / DAY_SECONDS;
  const bend = growth === 'one' ? '-' : ((PARTITION * DAY_SECONDS) / PEAK / perEvent).toExponential(1);
  console.log(
    `| ${kind} | ${growth} | ${((hottest / all) * 100).toFixed(1)} % | ${scales.map((n) => rate(n).toPrecision(2)).join(' | ')} | ${bend} |`,
  );
}

console.log(`\n| events a day | write units a second, mean | at the peak | US$ a day for writes |`);
console.log('|---|---|---|---|');
for (const n of scales) {
  const mean = (total / events) * (n / DAY_SECONDS);
  const cost = (((total / events) * n) / 1e6) * WRITE_PRICE;
  console.log(`| ${n.toLocaleString('en-US')} | ${mean.toPrecision(3)} | ${(mean * PEAK).toPrecision(3)} | ${cost.toFixed(2)} |`);
}
