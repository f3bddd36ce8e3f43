import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../../base/problem.ts';
import { Problem as Trouble } from '../../../base/problem.ts';
import { HOUR, MINUTE } from '../../../base/units.ts';
import { type FolderOptions, folderSource } from './folder.ts';
import { liveSourceContract, markers, memoryCheckpoints, type Reading, reading } from './live-source.contract.ts';
import { type TestClock, testClock, until } from './test-clock.cases.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'trailwatch-folder-'));

liveSourceContract('a folder', {
  resumes: true,
  repeats: true,
  async prepare(context) {
    const base = await newFolder();
    const path = join(base, 'logs');
    await mkdir(path);
    return {
      open: () => folderSource({ ...context, path }),
      add: (marker) => writeFile(join(path, `${marker}.json`), JSON.stringify({ Records: [{ eventID: marker }] })),
      trouble: (on) => (on ? rename(path, join(base, 'away')) : rename(join(base, 'away'), path)),
      remove: () => rm(base, { recursive: true }),
    };
  },
});

describe('watching a folder', () => {
  let path: string;
  let clock: TestClock;
  let problems: Problem[];
  let checkpoints: ReturnType<typeof memoryCheckpoints>;
  let runs: Reading[];

  beforeEach(async () => {
    path = await newFolder();
    clock = testClock(Date.now());
    problems = [];
    checkpoints = memoryCheckpoints();
    runs = [];
  });
  afterEach(async () => {
    for (const run of runs) await run.stop();
    clock.stop();
    await rm(path, { recursive: true, force: true });
  });

  const start = (options: Partial<FolderOptions> = {}) => {
    const run = reading(folderSource({ path, clock, checkpoints, onProblem: (problem) => problems.push(problem), ...options }));
    runs.push(run);
    return run;
  };
  /** Long ago by default, so that it counts as whole. */
  const put = async (name: string, text: string, age: number = HOUR) => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    const at = (clock.now() - age) / 1000;
    await utimes(file, at, at);
  };
  /** All that comes until the source sleeps, acknowledged. */
  const takeAll = async (run: Reading) => {
    const files: string[] = [];
    let asked = run.ask();
    for (;;) {
      const asleep = until(() => clock.sleepers > 0, 'neither delivers nor sleeps').then(() => undefined);
      const delivery = await Promise.race([asked, asleep]);
      if (delivery === undefined) return { files, waiting: asked };
      files.push(delivery.file.slice(path.length + 1));
      await delivery.ack();
      asked = run.ask();
    }
  };

  test('the oldest first, of the same moment by name, in all folders below', async () => {
    await put('b.json', 'x', 2 * MINUTE);
    await put('a.json', 'x', 2 * MINUTE);
    await put('sub/deep/old.json', 'x', HOUR);
    await put('new.json', 'x', MINUTE);
    expect((await takeAll(start())).files).toEqual(['sub/deep/old.json', 'a.json', 'b.json', 'new.json']);
  });

  test('a file that still grows is left until it stands still for a poll', async () => {
    const run = start();
    await put('growing.json', 'marker-one', 0);
    const { files, waiting } = await takeAll(run);
    expect(files).toEqual([]);
    await put('growing.json', 'marker-one marker-two', -1000);
    await clock.advance(2000);
    await until(() => clock.sleepers > 0, 'it does not sleep');
    expect(run.source.status().depth).toBe(1);
    await clock.advance(2000);
    expect(await markers((await waiting) as never)).toEqual(['marker-one', 'marker-two']);
  });

  test('a clock that is behind that of the files keeps nothing back', async () => {
    await put('future.json', 'marker-a', -24 * HOUR);
    const run = start();
    const waiting = run.ask();
    await clock.advance(2000);
    expect(await markers((await waiting) as never)).toEqual(['marker-a']);
  });

  test('a file that grows after it was acknowledged comes again, whole', async () => {
    await put('a.json', 'marker-one');
    const run = start();
    const { files, waiting } = await takeAll(run);
    expect(files).toEqual(['a.json']);
    await put('a.json', 'marker-one marker-two', 30 * MINUTE);
    await clock.advance(2000);
    expect(await markers((await waiting) as never)).toEqual(['marker-one', 'marker-two']);
  });

  test('one that grows while it is in hand comes again after it', async () => {
    await put('a.json', 'marker-one');
    const run = start();
    const first = await run.next();
    await put('a.json', 'marker-one marker-two', 30 * MINUTE);
    await first.ack();
    const waiting = run.ask();
    await clock.advance(2000);
    expect(await markers((await waiting) as never)).toEqual(['marker-one', 'marker-two']);
  });

  test('temporary names are left alone, and seen once renamed into place', async () => {
    const temporary = ['.hidden', '.dir/a.json', 'a.json.tmp', 'b.json.part', 'c.gz.crdownload', 'd.json~', 'e.json.gz.6eF9A1b2'];
    for (const name of temporary) await put(name, 'x');
    const run = start();
    const { files, waiting } = await takeAll(run);
    expect(files).toEqual([]);
    await rename(join(path, 'b.json.part'), join(path, 'b.json'));
    await clock.advance(2000);
    expect((await waiting)?.file).toBe(join(path, 'b.json'));
  });

  test.each(['app.log.20260115', 'x.part1.json', 'tmp/a.json', 'a.template.json'])('%s is not temporary', async (name) => {
    await put(name, 'x');
    expect((await takeAll(start())).files).toEqual([name]);
  });

  test('from now on: what is there is left, also after a restart; what comes, and what grows, is not', async () => {
    await put('old.json', 'x');
    const first = start({ startAt: 'now' });
    expect((await takeAll(first)).files).toEqual([]);
    await first.stop();
    await put('while-away.json', 'x');
    const second = start({ startAt: 'now' });
    const { files, waiting } = await takeAll(second);
    expect(files).toEqual(['while-away.json']);
    await put('old.json', 'xx', MINUTE);
    await clock.advance(2000);
    expect((await waiting)?.file).toBe(join(path, 'old.json'));
  });

  test('one deleted between listing and its turn is no trouble', async () => {
    for (const name of ['a.json', 'b.json', 'c.json']) await put(name, 'x');
    const run = start();
    const first = await run.next();
    await rm(join(path, 'b.json'));
    expect((await run.next()).file).toBe(join(path, 'c.json'));
    await rm(join(path, 'a.json'));
    await expect(first.open()).rejects.toMatchObject({ code: 'READ_NOT_FOUND' });
    await first.retry(new Trouble('READ_NOT_FOUND', 'gone'));
    const waiting = run.ask();
    await clock.advance(MINUTE);
    await until(() => clock.sleepers > 0, 'it does not sleep');
    await put('d.json', 'x');
    await clock.advance(MINUTE);
    expect((await waiting)?.file).toBe(join(path, 'd.json'));
    expect(problems).toEqual([]);
  });

  test('pauses between attempts double', async () => {
    await put('a.json', 'x');
    const run = start({ pollEvery: 1000 });
    clock.run();
    const times: number[] = [];
    for (let i = 0; i < 6; i++) {
      const delivery = await run.next();
      times.push(clock.now());
      await delivery.retry(new Trouble('READ_DENIED', 'no permission'));
    }
    const pauses = times.slice(1).map((at, i) => Math.round((at - (times[i] as number)) / 1000));
    expect(pauses).toEqual([1, 2, 4, 8, 16]);
  });

  test('what has been gone for an hour is forgotten; a drive that is away for a moment is not', async () => {
    await put('kept.json', 'x');
    await put('sub/gone.json', 'x');
    const run = start();
    const { waiting } = await takeAll(run);
    waiting.catch(() => {});
    expect(checkpoints.size).toBe(3);
    const away = `${path}-away`;
    await rename(path, away);
    await clock.advance(2 * HOUR);
    await until(() => problems.length === 1, 'that it is away is not told');
    await until(() => clock.sleepers > 0, 'it does not sleep');
    await rename(away, path);
    await rm(join(path, 'sub'), { recursive: true });
    for (const time of [2000, 30 * MINUTE, 29 * MINUTE]) {
      await clock.advance(time);
      await until(() => clock.sleepers > 0, 'it does not sleep');
    }
    expect(checkpoints.size).toBe(3);
    await clock.advance(2 * MINUTE);
    await until(() => checkpoints.size === 2, 'it is not forgotten');
    expect([...(await checkpoints.list()).keys()]).toEqual(['/', 'kept.json']);
  });

  test('a link that leads back, and what can not be had, is told once and stops nothing', async () => {
    await put('sub/a.json', 'x');
    await symlink(path, join(path, 'sub', 'loop'));
    await symlink(join(path, 'nowhere'), join(path, 'dangling.json'));
    const run = start();
    const { files, waiting } = await takeAll(run);
    expect(files).toEqual(['sub/a.json']);
    for (let i = 0; i < 3; i++) {
      await clock.advance(2000);
      await until(() => clock.sleepers > 0, 'it does not sleep');
    }
    expect(problems.map(({ code }) => code).sort()).toEqual(['READ_LOOP', 'READ_NOT_FOUND']);
    expect(run.source.status().problem).toBeUndefined();
    waiting.catch(() => {});
  });

  test('tells how many wait, and for how long the oldest', async () => {
    await put('a.json', 'x', HOUR);
    await put('b.json', 'x', MINUTE);
    const run = start();
    const first = await run.next();
    expect(run.source.status()).toMatchObject({ depth: 2, lastAnswerAt: clock.now() });
    expect(run.source.status().lag).toBeCloseTo(3600, 0);
    await first.ack();
    expect(run.source.status()).toMatchObject({ depth: 1 });
    expect(run.source.status().lag).toBeCloseTo(60, 0);
    await takeAll(run);
    expect(run.source.status()).toMatchObject({ depth: 0, lag: 0 });
  });

  test('a checkpoint that can not be read, then written, delays and loses nothing', async () => {
    await put('a.json', 'marker-a');
    let failures = 2;
    const flaky = {
      ...checkpoints,
      async list() {
        if (failures-- > 0) throw new Trouble('STORE_BUSY', 'locked');
        return checkpoints.list();
      },
    };
    clock.run();
    const run = start({ checkpoints: flaky });
    expect(await markers(await run.next())).toEqual(['marker-a']);
    expect(problems.map(({ code }) => code)).toEqual(['STORE_BUSY', 'STORE_BUSY']);
    expect(run.source.status().problem).toBeUndefined();
  });
});
