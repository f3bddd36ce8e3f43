import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines, trailwatch } from './trailwatch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const stopped = (more: object = {}) => ({
  eventVersion: '1.08',
  eventID: 'e1',
  eventTime: '2026-03-01T12:00:00Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'us-east-1',
  eventType: 'AwsApiCall',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' },
  recipientAccountId: '123456789012',
  ...more,
});
const log = (...records: object[]) => JSON.stringify({ Records: records });
const rule = (name: string, selection: string, more = '') => `title: Rule ${name}
name: ${name}
description: For a test
logsource: {product: aws, service: cloudtrail}
detection:
  selection: ${selection}
  condition: selection
${more}`;
const stop = '{eventSource: cloudtrail.amazonaws.com, eventName: StopLogging}';

describe('rules list and show', () => {
  it('list prints a table, and with --format json the whole heads', async () => {
    const { code, out } = await trailwatch(['rules', 'list', '--severity', 'critical']);
    expect(code).toBe(0);
    expect(out).toMatch(/^critical +ebs-snapshot-public /m);
    expect(out).not.toMatch(/^high /m);
    const all = JSON.parse((await trailwatch(['rules', 'list', '--format', 'json'])).out) as { id: string }[];
    expect(all.length).toBeGreaterThan(150);
    expect(all.find(({ id }) => id === 'cloudtrail-tamper')).toMatchObject({
      severity: 'high',
      attack: ['T1562.008'],
      kind: 'event',
    });
  });

  it('show prints what to do now; an unknown id is a usage error with a suggestion', async () => {
    const { out } = await trailwatch(['rules', 'show', 'cloudtrail-tamper']);
    expect(out).toContain('What to do now');
    const wrong = await trailwatch(['rules', 'show', 'cloudtrail-tampr']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('Did you mean cloudtrail-tamper?');
  });
});

describe('rules test', () => {
  it('the shipped rules pass', async () => {
    const { code, out } = await trailwatch(['rules', 'test']);
    expect(out).toMatch(/^(\d+) of \1 tests of \d+ rules pass$/m);
    expect(code).toBe(0);
  });

  it('a test that fails is told with its place and the values that the rule saw; exit code 1', async () => {
    const tests = 'tests:\n  - {name: a trail is made, match: true, base: api-call, set: {eventName: CreateTrail}}\n';
    const { code, out } = await trailwatch(['rules', 'test', file('r.yml', rule('mine', stop, tests))]);
    expect(code).toBe(1);
    expect(out).toMatch(/r\.yml:9:5: mine: "a trail is made" does not match and should/);
    expect(out).toMatch(/no +eventName is "StopLogging" +\(saw "CreateTrail"\)/);
    expect(out).toContain('0 of 1 tests of 1 rules pass');
  });

  it('a rule with a mistake is a usage error', async () => {
    const { code, err } = await trailwatch([
      'rules',
      'test',
      file('r.yml', rule('mine', stop).replace('condition: selection', 'condition: nope')),
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/r\.yml:7:\d+: .*\[RULE_CONDITION\]/);
  });
});

describe('rules lint', () => {
  it('the shipped rules have no error', async () => {
    const { code, out } = await trailwatch(['rules', 'lint']);
    expect(out).toMatch(/rules: 0 error, /);
    expect(code).toBe(0);
  });

  it('says place, severity and check of each issue; --fail-on and --format json are for CI', async () => {
    const path = file('r.yml', rule('mine', '{eventSource: cloudtrail.amazonaws.com, eventName: StopLoging}'));
    const { code, out } = await trailwatch(['rules', 'lint', path]);
    expect(code).toBe(0);
    expect(out).toMatch(/r\.yml:6:\d+: warning: mine: .*"StopLoging" \[unknown-call\]\. Did you mean StopLogging\?/);
    const json = await trailwatch(['rules', 'lint', path, '--fail-on', 'warning', '--format', 'json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toContainEqual(expect.objectContaining({ check: 'unknown-call', severity: 'warning', line: 6 }));
  });
});

describe('rules explain', () => {
  it('prints yes or no and the values; exit code 0 if it matches, else 1', async () => {
    const events = file('log.json', log(stopped({ errorCode: 'AccessDenied' }), stopped({ eventID: 'e2' })));
    const no = await trailwatch(['rules', 'explain', 'cloudtrail-tamper', '--event', events]);
    expect(no.code).toBe(1);
    expect(no.out).toMatch(/^no +errorCode is null or not there +\(saw "AccessDenied"\)$/m);
    const yes = await trailwatch(['rules', 'explain', 'cloudtrail-tamper', '--event', events, '--event-id', 'e2']);
    expect(yes.code).toBe(0);
    expect(yes.out).toContain('cloudtrail-tamper matches');
  });

  it('escapes what an attacker wrote', async () => {
    const events = file('log.json', log(stopped({ eventName: 'Stop\u001b[2J' })));
    expect((await trailwatch(['rules', 'explain', 'cloudtrail-tamper', '--event', events])).out).not.toContain('\u001b');
  });

  it('an event that is not there is a usage error', async () => {
    const events = file('log.json', log(stopped()));
    const { code, err } = await trailwatch(['rules', 'explain', 'cloudtrail-tamper', '--event', events, '--event-id', 'none']);
    expect(code).toBe(2);
    expect(err).toContain('CLI_NOTHING_READ');
  });
});

describe('rules new', () => {
  it.each([[[]], [['--correlation']]])('what it writes (%j) passes its tests and lint', async (flags) => {
    const path = join(folder, 'fresh.yml');
    expect((await trailwatch(['rules', 'new', path, ...flags])).code).toBe(0);
    expect((await trailwatch(['rules', 'test', path])).out).toContain('3 of 3 tests');
    expect((await trailwatch(['rules', 'lint', path, '--fail-on', 'info'])).code).toBe(0);
  });

  it('never overwrites', async () => {
    const { code, err } = await trailwatch(['rules', 'new', file('there.yml', 'mine')]);
    expect(code).toBe(2);
    expect(err).toContain('exists already');
    expect(readFileSync(join(folder, 'there.yml'), 'utf8')).toBe('mine');
  });
});

describe('rules coverage', () => {
  it('counts by tactic and technique, and writes a Navigator layer', async () => {
    const layer = join(folder, 'layer.json');
    const { code, out } = await trailwatch(['rules', 'coverage', '--navigator', layer]);
    expect(code).toBe(0);
    expect(out).toMatch(/^defense-evasion: \d+ rules$/m);
    expect(out).toMatch(/^ +T1562\.008 +\d+ +Impair Defenses: Disable or Modify Cloud Logs$/m);
    const { techniques, domain, versions } = JSON.parse(readFileSync(layer, 'utf8'));
    expect([domain, versions.layer]).toEqual(['enterprise-attack', '4.5']);
    expect(techniques).toContainEqual(expect.objectContaining({ techniqueID: 'T1562.008', tactic: 'defense-evasion' }));
  });
});

describe('which rules a scan runs', () => {
  const ids = async (...flags: string[]) => {
    const { out } = await trailwatch(['scan', file('log.json', log(stopped())), '--quiet', ...flags]);
    return lines<{ ruleId: string }>(out).map(({ ruleId }) => ruleId);
  };

  it('both sets by default, and one event gives one finding', async () => {
    expect(await ids()).toEqual(['cloudtrail-tamper']);
    expect(await ids('--rules-set', 'pack')).toEqual(['cloudtrail-tamper']);
    expect(await ids('--rules-set', 'monitored')).toEqual(['cloudtrail-logging-stopped']);
  });

  it('a folder of YAML and JSON rules, with values for placeholders from its lists folder or from --lists', async () => {
    file('mine/one.yaml', rule('one', '{userIdentity.arn|expand: "%people%"}'));
    file('mine/two.json', '["StopLogging"]');
    file('mine/lists/people.yml', '- "*/mallory"\n');
    const mine = ['--no-pack', '--rules', join(folder, 'mine')];
    expect((await ids(...mine)).sort()).toEqual(['StopLogging', 'one']);
    const others = file('others/people.yml', '- "*/alice"\n');
    expect(await ids(...mine, '--lists', others)).toEqual(['StopLogging']);
  });

  it('a rule of profile "all" runs only where it is asked for', async () => {
    const mine = ['--no-pack', '--rules', file('r.yml', rule('noisy', stop, 'profile: all\n'))];
    expect(await ids(...mine)).toEqual([]);
    expect(await ids(...mine, '--rules-profile', 'all')).toEqual(['noisy']);
  });

  it('a correlation is found, and its base rules below --min-severity still feed it', async () => {
    const events = Array.from({ length: 3 }, (_, n) => stopped({ eventID: `e${n}`, eventTime: `2026-03-01T12:0${n}:00Z` }));
    const series = `---
title: Three
name: three
correlation: {type: event_count, rules: [one], group-by: [userIdentity.arn], timespan: 10m, condition: {gte: 3}}
level: high
`;
    const rules = file('r.yml', rule('one', stop, `level: low\n${series}`));
    const flags = ['--no-pack', '--rules', rules, '--min-severity', 'high', '--quiet'];
    const { out } = await trailwatch(['scan', file('log.json', log(...events)), ...flags]);
    expect(lines(out)).toMatchObject([{ ruleId: 'three', count: 3 }]);
  });
});

describe('rules schedule', () => {
  it('prints the next runs, in UTC and as clocks of the zone show them', async () => {
    const args = ['--from', '2026-10-23T12:00:00Z', '--count', '3', '--timezone', 'Europe/Zurich'];
    const { code, out } = await trailwatch(['rules', 'schedule', 'cron(30 2 * * ? *)', ...args]);
    expect(code).toBe(0);
    expect(out).toBe(
      '2026-10-24T00:30:00Z  2026-10-24T02:30:00 Europe/Zurich\n2026-10-25T00:30:00Z  2026-10-25T02:30:00 Europe/Zurich\n2026-10-26T01:30:00Z  2026-10-26T02:30:00 Europe/Zurich\n',
    );
  });

  it('says when there is none', async () => {
    const { code, out } = await trailwatch(['rules', 'schedule', 'cron(0 0 30 2 ? *)']);
    expect([code, out]).toEqual([0, 'It never runs again.\n']);
  });

  it('what AWS refuses is a usage error of one line', async () => {
    const { code, err } = await trailwatch(['rules', 'schedule', 'cron(0 10 * * * *)']);
    expect(code).toBe(2);
    expect(err).toMatch(/^trailwatch: neither day of month nor day of week is \? \[RULE_SCHEDULE\]\. .+\n$/);
  });
});
