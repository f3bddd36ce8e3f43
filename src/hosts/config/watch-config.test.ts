import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Clock } from '../../base/clock.ts';
import { loadConfigSet } from './config-set.ts';
import { type ConfigChange, watchConfig } from './watch-config.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-watch-'));
  file = join(folder, 'trailwatch.yaml');
  mkdirSync(join(folder, 'rules'));
  put('rules/one.json', JSON.stringify({ source: ['aws.ec2'] }));
  put('trailwatch.yaml', 'rules: { set: none, paths: [rules] }\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let writes = 0;
/** Each with a time of its own: two writes in one tick of the file system's clock look alike. */
function put(name: string, text: string): void {
  writes++;
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, writes, writes);
}

/** Runs the watcher over as many looks as there are steps; before each look a step is taken. */
async function watch(steps: readonly (() => void)[], meanwhile: () => void = nothing): Promise<string[]> {
  const stop = new AbortController();
  const todo = [...steps];
  const clock: Clock = {
    now: () => 0,
    async sleep() {
      const step = todo.shift();
      if (step === undefined) stop.abort();
      else step();
    },
  };
  const load = () => loadConfigSet({ file, environment: {} });
  const told: string[] = [];
  const tell = (change: ConfigChange) => {
    const left = steps.length - todo.length;
    told.push(
      change.kind === 'refused'
        ? `${left} refused ${change.problems[0]?.code}`
        : `${left} ${change.set.rules.selected.rules.map(({ id }) => id).join()} ${change.set.exceptions.length}`,
    );
  };
  const current = await load();
  meanwhile();
  await watchConfig(current, load, tell, { clock, signal: stop.signal });
  return told;
}

function nothing(): void {}

it('a change counts when it was seen twice', async () => {
  const two = () => put('rules/two.json', JSON.stringify({ source: ['aws.s3'] }));
  expect(await watch([nothing, two, nothing, nothing])).toEqual(['3 one,two 0']);
});

it('a change between reading and the first look is seen too', async () => {
  const two = () => put('rules/two.json', JSON.stringify({ source: ['aws.s3'] }));
  expect(await watch([nothing, nothing], two)).toEqual(['1 one,two 0']);
});

it('waits while files are being written', async () => {
  const grow = (n: number) => () => put('rules/two.json', JSON.stringify({ source: Array(n).fill('aws.s3') }));
  expect(await watch([grow(1), grow(2), grow(3), nothing, nothing])).toEqual(['4 one,two 0']);
});

it('exceptions that appear beside the configuration', async () => {
  const except = () => put('exceptions.yaml', '- { id: a, when: { ruleId: [x] }, owner: o, reason: r, expires: 2030-01-01 }\n');
  expect(await watch([except, nothing, nothing])).toEqual(['2 one 1']);
});

it('the same content written again is no change', async () => {
  expect(await watch([() => put('rules/one.json', JSON.stringify({ source: ['aws.ec2'] })), nothing, nothing])).toEqual([]);
});

it('a wrong version is refused once, and what comes after it is taken, even what was before', async () => {
  const wrong = () => put('trailwatch.yaml', 'rulez: {}\n');
  const right = () => put('trailwatch.yaml', 'rules: { set: none, paths: [rules] }\n');
  expect(await watch([wrong, nothing, nothing, right, nothing, nothing])).toEqual(['2 refused CONFIG_FIELD', '5 one 0']);
});

it('rules are watched also after a version that named none', async () => {
  const wrong = () => put('trailwatch.yaml', 'rules: { set: none, paths: [rules, other] }\n');
  const other = () => {
    mkdirSync(join(folder, 'other'));
    put('other/three.json', JSON.stringify({ source: ['aws.s3'] }));
  };
  expect(await watch([wrong, nothing, other, nothing, nothing])).toEqual(['2 refused READ_NOT_FOUND', '4 one,three 0']);
});

it('a version that can not even be read keeps the rules in sight', async () => {
  const away = () => rmSync(file);
  const back = () => put('trailwatch.yaml', 'rules: { set: none, paths: [rules] }\n');
  const two = () => put('rules/two.json', JSON.stringify({ source: ['aws.s3'] }));
  expect(await watch([away, nothing, back, nothing, two, nothing, nothing])).toEqual([
    '2 refused CONFIG_READ',
    '4 one 0',
    '6 one,two 0',
  ]);
});
