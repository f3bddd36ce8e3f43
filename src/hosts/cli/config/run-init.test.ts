import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatProblem } from '../../../base/problem.ts';
import { adviseOn } from '../../config/advice.ts';
import { loadConfigSet } from '../../config/config-set.ts';
import { runInit } from './run-init.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-init-'));
  file = join(folder, 'trailwatch.yaml');
  writeFileSync(
    join(folder, 'aws'),
    '[default]\nregion = eu-central-1\n\n[profile prod]\nregion=eu-west-1\n[sso-session x]\nregion = ap-south-1\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function init(answers: string | undefined, flags = {}, environment: NodeJS.ProcessEnv = {}) {
  const input = Object.assign(new PassThrough(), { isTTY: answers !== undefined });
  const output = new PassThrough();
  input.end(answers ?? '');
  const terminal = { input, output, environment: { AWS_CONFIG_FILE: join(folder, 'aws'), ...environment } };
  const code = await runInit({ output: file, ...flags }, terminal);
  return { code, said: String(output.read() ?? '') };
}

/** What was written is a configuration without a mistake and without anything odd. */
async function written() {
  // Reading the whole pack from its YAML takes a second.
  const { set, problems } = await loadConfigSet({ file, environment: { TRAILWATCH_RULES_SET: 'monitored' } });
  expect(problems.map(formatProblem)).toEqual([]);
  expect(adviseOn(set!, 0)).toEqual([]);
  return set!.loaded.config;
}

it.each<[string, string, object, object]>([
  [
    'nothing but Enter',
    '\n\n\n\n',
    { type: 'lookup-events', regions: ['eu-central-1', 'us-east-1'] },
    { screen: { type: 'stdout' } },
  ],
  [
    'a profile, with the region that it has',
    '1\nprod\n\n1\n',
    { type: 'lookup-events', profile: 'prod', regions: ['eu-west-1', 'us-east-1'] },
    { screen: {} },
  ],
  [
    'a queue and Slack',
    '2\nprod\nhttps://sqs.eu-west-1.amazonaws.com/123456789012/trail\n2\n\n',
    { type: 'sqs', profile: 'prod', queue_url: 'https://sqs.eu-west-1.amazonaws.com/123456789012/trail' },
    { chat: { type: 'slack', webhook_url: { reference: { kind: 'environment', name: 'SLACK_WEBHOOK_URL' } } } },
  ],
  [
    'a folder with an odd name, and mail',
    '3\n/logs: "new" #1\n3\nmail.example.com\na@example.com, b@example.com\n\n',
    { type: 'folder', path: '/logs: "new" #1' },
    { mail: { type: 'email', host: 'mail.example.com', from: 'trailwatch@example.com', to: ['a@example.com', 'b@example.com'] } },
  ],
  [
    'answers that will not do are asked for again',
    '9\nx\n1\n\nfrankfurt\neu-central-1, us-east-1\n4\nmy-topic\narn:aws:sns:eu-central-1:123456789012:alerts\n',
    { regions: ['eu-central-1', 'us-east-1'] },
    { topic: { topic_arn: 'arn:aws:sns:eu-central-1:123456789012:alerts' } },
  ],
])('%s', async (_, answers, source, sinks) => {
  const { code, said } = await init(answers);
  expect(code).toBe(0);
  expect(said).toContain('trailwatch config check');
  const config = await written();
  expect(config.sources).toMatchObject([source]);
  expect(config.sinks).toMatchObject(sinks);
});

it.each<[string, string | undefined, object]>([
  ['--yes asks nothing', '2\n', { yes: true }],
  ['without a terminal nothing is asked', undefined, {}],
])('%s', async (_, answers, flags) => {
  await init(answers, flags, { AWS_PROFILE: 'prod' });
  const config = await written();
  expect(config.sources).toMatchObject([{ type: 'lookup-events', profile: 'prod', regions: ['eu-west-1', 'us-east-1'] }]);
});

it('answers that end too soon write nothing', async () => {
  await expect(init('2\nprod\n')).rejects.toMatchObject({ code: 'CLI_USAGE' });
  expect(() => statSync(file)).toThrow();
});

it('a file that is there stays, unless --force', async () => {
  writeFileSync(file, 'mine');
  chmodSync(file, 0o644);
  await expect(init(undefined)).rejects.toMatchObject({ code: 'CLI_OUTPUT' });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  await init(undefined, { force: true });
  await written();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('a folder that is not there', async () => {
  await expect(init(undefined, { output: join(folder, 'no/such.yaml') })).rejects.toMatchObject({ code: 'CLI_OUTPUT' });
});

it('only its owner may read it', async () => {
  await init(undefined);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
