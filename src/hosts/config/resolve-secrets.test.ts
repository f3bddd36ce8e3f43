import { expect, it } from 'vitest';
import { formatProblem, Problem } from '../../base/problem.ts';
import { parseConfig } from './load-config.ts';
import { resolveSecrets, type SecretSources } from './resolve-secrets.ts';

const VALUE = 'hunter2hunter2';

const calls: string[] = [];
const sources: SecretSources = {
  environment: { KEY: VALUE, EMPTY: '' },
  async readFile(path) {
    if (path === '/etc/trailwatch/key') return `${VALUE}\n`;
    throw Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' });
  },
  async parameter(name) {
    calls.push(name);
    if (name === '/trailwatch/key') return VALUE;
    throw new Problem('AWS_DENIED', 'AWS denied ssm:GetParameter', {
      at: { file: name },
      hint: `Allow ssm:GetParameter on ${name}`,
    });
  },
  async secretValue(name) {
    calls.push(name);
    return name === 'plain' ? VALUE : JSON.stringify({ key: VALUE, port: 25, nested: { a: VALUE } });
  },
};

function configWith(reference: string) {
  const text = `sinks:\n  p:\n    type: pagerduty\n    routing_key: ${JSON.stringify(reference)}\n`;
  const { loaded, problems } = parseConfig(text, { file: '/etc/trailwatch/trailwatch.yaml', environment: {} });
  expect(problems).toEqual([]);
  const sink = loaded!.config.sinks.p;
  if (sink?.type !== 'pagerduty') throw new Error('not as written');
  return { loaded: loaded!, secret: sink.routing_key };
}

it.each([
  VALUE,
  `\${KEY}`,
  'file:/etc/trailwatch/key',
  'file:key',
  'SSM:/trailwatch/key',
  'SECRETSMANAGER:plain',
  'SECRETSMANAGER:arn:aws:secretsmanager:eu-west-1:123456789012:secret:trailwatch-AbCdEf#key',
])('%s', async (reference) => {
  const { loaded, secret } = configWith(reference);
  const { reveal, problems } = await resolveSecrets(loaded, sources);
  expect(problems).toEqual([]);
  expect(reveal(secret)).toBe(VALUE);
  expect(JSON.stringify(loaded.config)).not.toContain(VALUE);
});

it.each([
  [`\${NOT_SET}`, 'is not set in the environment'],
  [`\${EMPTY}`, 'is empty'],
  ['file:/nowhere', 'is not there'],
  ['SSM:/other', 'Allow ssm:GetParameter on /other'],
  ['SECRETSMANAGER:plain#key', 'is not a JSON object'],
  ['SECRETSMANAGER:map#other', 'has no such key'],
  ['SECRETSMANAGER:map#nested', 'has no text at that key'],
  ['SECRETSMANAGER:map#toString', 'has no such key'],
])('%s: %s', async (reference, part) => {
  const { loaded, secret } = configWith(reference);
  const { reveal, problems } = await resolveSecrets(loaded, sources);
  const said = problems.map(formatProblem);
  expect(said).toEqual([expect.stringContaining(part)]);
  expect(problems[0]).toMatchObject({ code: 'CONFIG_SECRET', at: { line: 4, column: 18 } });
  expect(said[0]).not.toContain(VALUE);
  expect(() => reveal(secret)).toThrow(expect.objectContaining({ code: 'CONFIG_SECRET' }));
});

it('what two fields refer to is fetched once', async () => {
  calls.length = 0;
  const text =
    'sinks:\n  a: { type: pagerduty, routing_key: "SECRETSMANAGER:map#key" }\n  b: { type: email, host: h, user: u, password: "SECRETSMANAGER:map#port", from: a@example.com, to: b@example.com }\n';
  const { loaded } = parseConfig(text, { file: 'trailwatch.yaml', environment: {} });
  const { reveal, problems } = await resolveSecrets(loaded!, sources);
  expect(problems).toEqual([]);
  const { b } = loaded!.config.sinks;
  expect(b?.type === 'email' && reveal(b.password!)).toBe('25');
  expect(calls).toEqual(['map']);
});
