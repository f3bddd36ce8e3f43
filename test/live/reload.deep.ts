import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { says, startCommand } from './command.ts';
import { nameOf, newSite, stopLogging } from './running.ts';

it('while it runs, a wrong configuration is refused, and rules that change take effect', async () => {
  const site = newSite();
  const rules = join(site.folder, 'rules.json');
  writeFileSync(rules, '["StopLogging"]');
  const config = site.configure({ rules: { set: 'none', paths: ['./rules.json'] } });
  const command = startCommand(config);
  try {
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
    expect(new Set(site.told().map(({ finding }) => nameOf(finding)))).toEqual(new Set(['alice', 'bob', 'carol']));

    site.configure({ rules: { set: 'none', paths: ['./rules.json'] }, sinks: { file: { type: 'fiel', path: './told.jsonl' } } });
    await says(command, 'the new configuration is wrong: the old one stays in force', 2);
    site.arrive('d.json.gz', [stopLogging('dave')]);
    await until(() => site.told().length === 4, 'dave is not told: the old configuration is not in force');
    command.child.kill('SIGTERM');
    expect((await command.ended).code).toBe(0);
  } finally {
    command.child.kill('SIGKILL');
    await command.ended;
    site.remove();
  }
});
