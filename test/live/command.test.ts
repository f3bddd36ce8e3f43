import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackService, startLoopbackService } from '../../src/edges/sinks/loopback-service.contract.ts';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { newSite, type Site, stopLogging } from './running.ts';

/** The built command as a service manager runs it. Nothing waits for a moment, only for lines of its log. */

interface LogLine {
  readonly msg: string;
  readonly code?: string;
  readonly problem?: string;
}

interface Command {
  readonly child: ChildProcess;
  readonly said: readonly LogLine[];
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

let site: Site;
let commands: Command[];
beforeEach(() => {
  site = newSite();
  commands = [];
});
afterEach(async () => {
  for (const { child, ended } of commands) {
    child.kill('SIGKILL');
    await ended;
  }
  site.remove();
});

function trailwatchRun(config: string, ...more: readonly string[]): Command {
  const args = ['dist/hosts/cli/main.js', 'run', '--config', config, '--log-level', 'debug', ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: LogLine[] = [];
  let rest = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.startsWith('{')) said.push(JSON.parse(line) as LogLine);
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Awaited<Command['ended']>);
  const command = { child, said, ended };
  commands.push(command);
  return command;
}

const says = ({ said }: Command, msg: string, times = 1) =>
  until(() => said.filter((line) => line.msg === msg).length >= times, `it does not say: ${msg}`);
const names = (from: Site) => new Set(from.told().map(({ finding }) => finding.actor.slice(finding.actor.lastIndexOf('/') + 1)));

describe('SIGTERM', () => {
  let service: LoopbackService;
  beforeEach(async () => {
    service = await startLoopbackService();
  });
  afterEach(() => service.stop());

  it('in the middle of work finishes what is in hand and exits with 0; the rest comes at the next start, nothing twice', async () => {
    const files = 200;
    for (let i = 0; i < files; i++) site.arrive(`${String(i).padStart(3, '0')}.json.gz`, [stopLogging(`user-${i}`)]);
    const config = site.configure({});
    const first = trailwatchRun(config);
    await says(first, 'delivered');
    first.child.kill('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.said.at(-1)!.msg).toBe('ended');
    const done = await site.findings();
    expect(done.length).toBeGreaterThan(0);
    expect(done.length).toBeLessThan(files);
    expect(first.said.filter(({ msg }) => msg === 'delivered')).toHaveLength(done.length);
    // Alerts that no sink had in hand yet wait in the store.
    expect(done.map(({ id }) => id)).toEqual(expect.arrayContaining(site.told().map(({ finding }) => finding.id)));

    expect(await trailwatchRun(config, '--until-idle').ended).toEqual({ code: 0, signal: null });
    expect(await site.findings()).toHaveLength(files);
    expect(site.told()).toHaveLength(files);
    expect(names(site).size).toBe(files);
  });

  it('a second time ends at once, though a sink hangs; the alert is told at the next start', async () => {
    service.mood = 'hanging';
    site.arrive('a.json.gz', [stopLogging('alice')]);
    const config = site.configure({ sinks: { hook: { type: 'webhook', url: service.url } } });
    const command = trailwatchRun(config);
    await until(() => service.requests.length === 1, 'the sink is not asked');
    command.child.kill('SIGTERM');
    await says(command, 'ending: what is in hand is finished');
    command.child.kill('SIGTERM');
    expect(await command.ended).toEqual({ code: 130, signal: null });
    expect(await site.findings()).toHaveLength(1);
  });
});

describe('while it runs', () => {
  it('a wrong configuration is refused, and rules that change take effect', async () => {
    const rules = join(site.folder, 'rules.json');
    writeFileSync(rules, '["StopLogging"]');
    const config = site.configure({ rules: { set: 'none', paths: ['./rules.json'] } });
    const command = trailwatchRun(config);
    await says(command, 'running');
    site.arrive('a.json.gz', [stopLogging('alice')]);
    await until(() => site.told().length === 1, 'alice is not told');

    writeFileSync(rules, '[{"id": "broken", "eventName": 7}]');
    await says(command, 'the new configuration is wrong: the old one stays in force');
    expect(command.said.find(({ msg }) => msg.startsWith('the new configuration is wrong'))).toMatchObject({
      code: 'RULE_FIELD',
      problem: expect.stringContaining('rules.json'),
    });
    site.arrive('b.json.gz', [stopLogging('bob')]);
    await until(() => site.told().length === 2, 'bob is not told: the old rules are not in force');

    writeFileSync(rules, '["StopLogging", "DeleteTrail"]');
    await says(command, 'the new configuration is in force');
    site.arrive('c.json.gz', [{ ...stopLogging('carol'), eventName: 'DeleteTrail' }]);
    await until(() => site.told().length === 3, 'carol is not told: the new rules are not in force');
    expect(names(site)).toEqual(new Set(['alice', 'bob', 'carol']));

    site.configure({ rules: { set: 'none', paths: ['./rules.json'] }, sinks: { file: { type: 'fiel', path: './told.jsonl' } } });
    await says(command, 'the new configuration is wrong: the old one stays in force', 2);
    site.arrive('d.json.gz', [stopLogging('dave')]);
    await until(() => site.told().length === 4, 'dave is not told: the old configuration is not in force');
    command.child.kill('SIGTERM');
    expect((await command.ended).code).toBe(0);
  });
});
