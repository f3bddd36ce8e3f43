import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackService, startLoopbackService } from '../../src/edges/sinks/loopback-service.contract.ts';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { type Command, says, startCommand } from './command.ts';
import { newSite, type Site, stopLogging } from './running.ts';

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

const trailwatchRun = (config: string, ...more: readonly string[]): Command => {
  const command = startCommand(config, ...more);
  commands.push(command);
  return command;
};

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
    expect(new Set(site.told().map(({ finding }) => finding.id)).size).toBe(files);
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
