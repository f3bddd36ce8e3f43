import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import type { Finding } from '../../model/finding.ts';
import { loadConfig, parseConfig } from './load-config.ts';
import type { FlagValue } from './overrides.ts';
import { wrongConfigs } from './wrong-configs.cases.ts';

const FILE = '/etc/trailwatch/trailwatch.yaml';

function parse(yaml: string, environment: NodeJS.ProcessEnv = {}, flags: readonly FlagValue[] = []) {
  return parseConfig(yaml, { file: FILE, environment, flags });
}

function valid(yaml: string, environment: NodeJS.ProcessEnv = {}, flags: readonly FlagValue[] = []) {
  const { loaded, problems } = parse(yaml, environment, flags);
  expect(problems.map(formatProblem)).toEqual([]);
  return loaded!;
}

describe('what is wrong is said where it is', () => {
  it.each(wrongConfigs)('$fact', ({ yaml, problems: expected }) => {
    const { loaded, problems } = parse(yaml);
    expect(loaded).toBeUndefined();
    expect(problems.map(({ at }) => `${at?.file}:${at?.line}:${at?.column}`)).toEqual(
      expected.map(([place]) => `${FILE}:${place}`),
    );
    for (const [index, [, part]] of expected.entries()) expect(formatProblem(problems[index]!)).toContain(part);
  });

  it('aliases that stand for far more than is written', () => {
    const bomb = ['b', 'c', 'd', 'e', 'f'].map((key, index) => `${key}: &${key} [${`*${'abcde'[index]}, `.repeat(10)}1]`);
    const { problems } = parse(['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...bomb].join('\n'));
    expect(problems).toEqual([expect.objectContaining({ code: 'CONFIG_YAML', message: expect.stringContaining('aliases') })]);
  });

  it('a file that is not there', async () => {
    const { problems } = await loadConfig({ file: '/no/such/trailwatch.yaml', environment: {} });
    expect(problems).toEqual([expect.objectContaining({ code: 'CONFIG_READ', at: { file: '/no/such/trailwatch.yaml' } })]);
  });
});

describe('defaults', () => {
  it.each(['', '# nothing but a comment\n', 'store:\nsources:\nroutes:\n# - to: x\n'])('%j is a whole configuration', (yaml) => {
    const { config } = valid(yaml);
    expect(config).toMatchObject({
      store: { path: '/etc/trailwatch/trailwatch.db', retention_days: 90, ledger_days: 30 },
      sources: [],
      rules: { set: 'both', profile: 'default', paths: [], disabled: [] },
      storm: { limit: 20 },
      silent_after: 6 * 3_600_000,
      lateness: 3_600_000,
      time_zone: 'UTC',
      log_level: 'info',
    });
    expect(config).not.toHaveProperty('http');
  });

  it('without routes everything goes to every sink', () => {
    const { routes } = valid('sinks: { a: { type: stdout }, b: { type: file, path: out.jsonl } }\n');
    expect(routes.map(({ to, when }) => ({ to, all: when({ severity: 'informational' } as Finding) }))).toEqual([
      { to: ['a', 'b'], all: true },
    ]);
  });
});

describe('values', () => {
  it('a number where a text is meant stays as it is written', () => {
    const { config } = valid(
      'accounts: { 012345678901: { name: 7 } }\nseverity: [{ account: 012345678901, severity: HIGH }]\nsinks: { me: { type: sms, phone_numbers: +12025550123 } }\n',
    );
    expect(config.accounts).toEqual({ '012345678901': { name: '7' } });
    expect(config.severity).toEqual([{ account: '012345678901', severity: 'high' }]);
    expect(config.sinks.me).toMatchObject({ phone_numbers: ['+12025550123'] });
  });

  it('one thing stands for a list of one', () => {
    const { config } = valid('sources: [{ type: lookup-events, regions: eu-west-1 }]\nnetworks: { office: 192.0.2.1 }\n');
    expect(config.sources[0]).toMatchObject({ regions: ['eu-west-1'], start: 3_600_000 });
    expect(config.networks).toEqual({ office: ['192.0.2.1'] });
  });

  it('paths begin at the folder of the file', () => {
    const { config } = valid(
      'store: { path: data/x.db }\nrules: { paths: [mine, /abs] }\nsources: [{ type: folder, path: ../logs }]\n',
    );
    expect(config.store.path).toBe('/etc/trailwatch/data/x.db');
    expect(config.rules.paths).toEqual(['/etc/trailwatch/mine', '/abs']);
    expect(config.sources[0]).toMatchObject({ path: '/etc/logs' });
  });

  it('silence can be allowed', () => {
    expect(valid('silent_after: off\n').config.silent_after).toBe('off');
  });

  it('a route asks the pattern and the severity', () => {
    const { routes } = valid(
      'sinks: { a: { type: stdout } }\nroutes: [{ to: a, min_severity: medium, when: { account: ["123456789012"], origin: [{ exists: false }] }, digest: 1h, changes: opened }]\n',
    );
    const finding = { severity: 'high', account: '123456789012' } as Finding;
    expect(routes[0]).toMatchObject({ to: ['a'], digest: 3_600_000, changes: ['opened'] });
    expect(routes[0]!.when(finding)).toBe(true);
    expect(routes[0]!.when({ ...finding, severity: 'low' })).toBe(false);
    expect(routes[0]!.when({ ...finding, account: '111122223333' })).toBe(false);
  });

  it('null is a value inside of patterns', () => {
    const { routes } = valid('sinks: { a: { type: stdout } }\nroutes: [{ to: a, when: { origin: [null] } }]\n');
    expect(routes[0]!.when({ severity: 'low', origin: null } as unknown as Finding)).toBe(true);
    expect(routes[0]!.when({ severity: 'low' } as Finding)).toBe(false);
  });
});

describe('file, then environment, then flags', () => {
  const yaml =
    'store: { path: file.db }\nsources: [{ type: sqs, queue_url: "https://example.com/q" }]\nsinks: { team-chat: { type: teams, webhook_url: x } }\n';

  it.each<[string, NodeJS.ProcessEnv, object]>([
    ['a text', { TRAILWATCH_STORE_PATH: '/env.db' }, { store: { path: '/env.db' } }],
    ['a number', { TRAILWATCH_STORE_RETENTION_DAYS: '7' }, { store: { retention_days: 7 } }],
    ['what the file has nothing of', { TRAILWATCH_HTTP_PORT: '9000' }, { http: { host: '127.0.0.1', port: 9000 } }],
    [
      'a part of a list',
      { TRAILWATCH_SOURCES_0_QUEUE_URL: 'https://example.com/r' },
      { sources: [{ queue_url: 'https://example.com/r' }] },
    ],
    ['a list by commas', { TRAILWATCH_RULES_DISABLED: 'a, b' }, { rules: { disabled: ['a', 'b'] } }],
    ['a whole list as JSON', { TRAILWATCH_SOURCES: '[{"type":"stdin"}]' }, { sources: [{ type: 'stdin' }] }],
    [
      'a new sink',
      { TRAILWATCH_SINKS_OPS_TYPE: 'file', TRAILWATCH_SINKS_OPS_PATH: '/a.jsonl' },
      { sinks: { ops: { type: 'file', path: '/a.jsonl' } } },
    ],
    ['an empty variable is none', { TRAILWATCH_STORE_PATH: '' }, { store: { path: '/etc/trailwatch/file.db' } }],
  ])('%s', (_, environment, expected) => {
    expect(valid(yaml, environment).config).toMatchObject(expected);
  });

  it('a sink whose name has a dash', () => {
    const { config } = valid(yaml, { TRAILWATCH_SINKS_TEAM_CHAT_WEBHOOK_URL: `\${TEAMS}` });
    expect(config.sinks['team-chat']).toMatchObject({ webhook_url: { reference: { kind: 'environment', name: 'TEAMS' } } });
  });

  it('flags win', () => {
    const flag = { name: '--store', path: ['store', 'path'], text: '/flag.db' };
    const { config, tree } = valid(yaml, { TRAILWATCH_STORE_PATH: '/env.db' }, [flag]);
    expect(config.store.path).toBe('/flag.db');
    expect(tree.originOf(['store', 'path'])).toBe('flag');
    expect(tree.originOf(['store', 'retention_days'])).toBe('default');
    expect(tree.originOf(['sources', 0, 'type'])).toBe('file');
  });

  it('a mistake says who made it', () => {
    const problems = (environment: NodeJS.ProcessEnv, flags: readonly FlagValue[] = []) =>
      parse(yaml, environment, flags).problems.map(formatProblem);
    expect(problems({ TRAILWATCH_STORE_RETENTION_DAYS: 'ever' })).toEqual([
      'TRAILWATCH_STORE_RETENTION_DAYS: store.retention_days must be a whole number from 1 to 3650, not "ever" [CONFIG_FIELD]',
    ]);
    expect(problems({}, [{ name: '--log-level', path: ['log_level'], text: 'loud' }])[0]).toMatch(
      /^--log-level: log_level must be one of/,
    );
    expect(problems({ TRAILWATCH_ROUTES: '[{to: team-chat,\n when: {severity: high}}]' })[0]).toMatch(
      /^TRAILWATCH_ROUTES:2:19: /,
    );
  });

  it('a variable that stands for nothing is no mistake, and known', () => {
    const { unknownVariables } = valid('', { TRAILWATCH_STROE_PATH: 'x', TRAILWATCH_CONFIG: 'y', OTHER: 'z' });
    expect(unknownVariables).toEqual(['TRAILWATCH_STROE_PATH']);
  });
});

describe('secrets', () => {
  const yaml =
    'sinks: { p: { type: pagerduty, routing_key: hunter2hunter2 }, w: { type: webhook, url: "https://example.com/", headers: { Authorization: Bearer hunter2hunter2 } } }\n';

  it('show nowhere', () => {
    const { config } = valid(yaml);
    expect(JSON.stringify(config)).not.toContain('hunter2');
    expect(inspect(config, { depth: 9, showHidden: true })).not.toContain('hunter2');
    const { sinks } = config;
    expect(`${sinks.p?.type === 'pagerduty' && sinks.p.routing_key}`).toBe('***');
  });

  it.each([
    ['routing_key: [hunter2hunter2]', 'a list'],
    ['routing_key: { hunter2hunter2: x }', 'a map'],
    [`routing_key: "\${hunter2 hunter2}"`, 'a broken reference'],
    ['routing_key: "hunter2hunter2', 'a quote that never ends'],
    ['routing_key: "x" "hunter2hunter2"', 'two texts'],
    ['routing_key: *hunter2hunter2', 'an alias that leads nowhere'],
  ])('are not in a message: %s', (field) => {
    const { problems } = parse(`sinks:\n  p:\n    type: pagerduty\n    ${field}\n`);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(formatProblem).join('\n')).not.toContain('hunter2');
  });
});
