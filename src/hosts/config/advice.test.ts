import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import { adviseOn } from './advice.ts';
import { loadConfigSet } from './config-set.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-advice-'));
  writeFileSync(join(folder, 'one.json'), JSON.stringify({ source: ['aws.ec2'] }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const base = 'sources: [{ type: stdin }]\nrules: { set: none, paths: [one.json] }\nsinks: { a: { type: stdout } }\n';
const now = Date.UTC(2027, 0, 1);

async function advise(text: string, { mode = 0o600, exceptions = '', environment = {} } = {}): Promise<string[]> {
  const file = join(folder, 'trailwatch.yaml');
  writeFileSync(file, text);
  chmodSync(file, mode);
  if (exceptions !== '') writeFileSync(join(folder, 'exceptions.yaml'), exceptions);
  const { set, problems } = await loadConfigSet({ file, environment });
  expect(problems.map(formatProblem)).toEqual([]);
  return adviseOn(set!, now).map(({ at, message, hint }) => `${at.line ?? at.file}:${at.column ?? ''} ${message}. ${hint}`);
}

it('nothing where nothing is odd', async () => {
  expect(await advise(base)).toEqual([]);
});

it.each([
  ['no source', base.replace(/^sources.*\n/, ''), 'there is no source'],
  ['no sink', base.replace(/sinks.*\n/, ''), 'there is no sink'],
  [
    'a sink without a route',
    `${base.replace('{ a:', '{ b: { type: stdout }, a:')}routes: [{ to: a }]\n`,
    '3:10 no route leads to the sink "b"',
  ],
  [
    'an override of an unknown rule',
    `${base}severity: [{ rule: on, severity: low }]\n`,
    '4:20 there is no rule "on". Did you mean one?',
  ],
  ['an unknown rule disabled', base.replace('set: none', 'set: none, disabled: [tow]'), '2:32 there is no rule "tow"'],
  [
    'an environment without an account',
    `${base}severity: [{ environment: prod, severity: low }]\n`,
    'no account is of the environment "prod"',
  ],
  [
    'a pattern over no field of findings',
    `${base}routes: [{ to: a, when: { accont: [x] } }]\n`,
    '4:27 findings have no field "accont"',
  ],
  ['metrics for everybody', `${base}http: { host: 0.0.0.0 }\n`, '4:15 metrics are open'],
])('%s', async (_, text, part) => {
  expect(await advise(text)).toEqual([expect.stringContaining(part)]);
});

it('a variable that stands for nothing', async () => {
  const said = await advise(base, { environment: { TRAILWATCH_LATENES: '1h' } });
  expect(said).toEqual([expect.stringContaining('Did you mean TRAILWATCH_LATENESS?')]);
});

it.skipIf(process.platform === 'win32')('a secret in a file that others may read', async () => {
  const text = base.replace('{ type: stdout }', '{ type: teams, webhook_url: "https://example.com/hunter2" }');
  const [said, ...others] = await advise(text, { mode: 0o644 });
  expect(said).toMatch(/^3:41 sinks\.a\.webhook_url is a secret in a file that others may read/);
  expect(said).not.toContain('hunter2');
  expect(others).toEqual([]);
  expect(await advise(text, { mode: 0o600 })).toEqual([]);
  expect(await advise(base.replace('{ type: stdout }', `{ type: teams, webhook_url: "\${URL}" }`), { mode: 0o644 })).toEqual([]);
});

it('exceptions that have expired, or soon will', async () => {
  const entry = (id: string, expires: string) =>
    `- { id: ${id}, when: { ruleId: [x] }, owner: ops, reason: r, expires: ${expires} }\n`;
  const exceptions = entry('old', '2026-12-31') + entry('soon', '2027-01-14') + entry('fine', '2027-01-15');
  const said = await advise(base, { exceptions });
  expect(said).toEqual([
    expect.stringMatching(/^1:3 the exception "old" expired at 2027-01-01 00:00 UTC\. Ask ops/),
    expect.stringMatching(/^2:3 the exception "soon" expires at 2027-01-15 00:00 UTC/),
  ]);
});

it('the hash of a configuration follows its meaning, and not its place or its secrets', async () => {
  const hashOf = async (text: string, name: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return (await loadConfigSet({ file, environment: {} })).set!;
  };
  const text = base.replace('{ type: stdout }', '{ type: teams, webhook_url: "https://example.com/a" }');
  const first = await hashOf(text, 'a.yaml');
  const commented = await hashOf(`# why\n${text}`, 'b.yaml');
  const other = await hashOf(text.replace('com/a', 'com/b'), 'c.yaml');
  const wider = await hashOf(`${text}lateness: 2h\n`, 'd.yaml');
  expect(commented.configHash).toBe(first.configHash);
  expect(commented.contentHash).toBe(first.contentHash);
  expect(other.configHash).toBe(first.configHash);
  expect(other.contentHash).not.toBe(first.contentHash);
  expect(wider.configHash).not.toBe(first.configHash);
});
