import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../src/edges/stores/embedded/open-embedded-store.ts';
import type { Finding } from '../../src/model/finding.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { lines, trailwatch } from '../cli/trailwatch.ts';
import { canonical, stored } from './watching.ts';

/** A back-test is what production says: the two commands, with one configuration, over the same logs. */

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trailwatch-equal-'));
  mkdirSync(join(folder, 'logs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = `
store: {path: ./store.db}
sources: [{type: folder, path: ./logs, every: 1s}]
exceptions: ./exceptions.yaml
accounts: {"123456789012": {name: shop, environment: production}}
networks: {office: [203.0.113.0/24]}
severity:
  - {rule: iam-user-new, severity: critical}
  - {environment: production, rule: console-sign-in, severity: medium}
sinks: {out: {type: file, path: ./told.jsonl}}
silent_after: off
`;

const exceptions = `
- id: selectors
  on: event
  owner: security@example.com
  reason: they are set by the pipeline
  expires: 2099-01-01
  when: {source: [aws.cloudtrail], detail: {eventName: [PutEventSelectors]}}
- id: lone-denials
  on: finding
  owner: security@example.com
  reason: one alone says nothing
  expires: 2099-01-01
  when: {ruleId: [unauthorized-api-call]}
- id: expired-in-the-middle
  on: finding
  owner: security@example.com
  reason: exceptions end by the time of the events
  expires: 2026-03-28
  when: {ruleId: [console-sign-in]}
`;

it('`scan --config` and `run --until-idle` find the same', async () => {
  writeFileSync(join(folder, 'trailwatch.yaml'), config);
  writeFileSync(join(folder, 'exceptions.yaml'), exceptions);
  let number = 0;
  for (const file of simulate({ events: 4000, days: 5, seed: 3 }))
    writeFileSync(join(folder, 'logs', `${String(number++).padStart(5, '0')}.json.gz`), gzipSync(serialize(file)));

  const args = ['--config', join(folder, 'trailwatch.yaml')];
  const [scan, run] = await Promise.all([
    trailwatch(['scan', join(folder, 'logs'), ...args, '--format', 'jsonl', '--quiet']),
    trailwatch(['run', ...args, '--until-idle', '--log-level', 'warn']),
  ]);
  expect([scan.code, scan.err, run.code, run.err]).toEqual([0, '', 0, '']);
  const expected = canonical(lines<Finding>(scan.out));
  const store = await openEmbeddedStore({ path: join(folder, 'store.db'), readOnly: true });
  const found = await stored(store);
  await store.close();

  expect(expected.length).toBeGreaterThan(50);
  for (const id of ['selectors', 'lone-denials', 'expired-in-the-middle'])
    expect(
      expected.filter(({ suppressedBy }) => suppressedBy === id),
      id,
    ).not.toEqual([]);
  expect(expected.filter(({ ruleId, suppressedBy }) => ruleId === 'console-sign-in' && suppressedBy === undefined)).not.toEqual(
    [],
  );
  expect(expected.some(({ ruleId, severity }) => ruleId === 'iam-user-new' && severity === 'critical')).toBe(true);
  expect(expected.every(({ accountName }) => accountName === 'shop')).toBe(true);
  expect(found).toEqual(expected);

  const told = lines<{ finding: Finding; change: string }>(readFileSync(join(folder, 'told.jsonl'), 'utf8'));
  const audible = expected.filter(({ severity, suppressedBy, shadow }) => {
    return severity !== 'informational' && suppressedBy === undefined && shadow === undefined;
  });
  const opened = told.filter(({ change }) => change === 'opened').map(({ finding }) => finding.id);
  expect(opened).toEqual(expect.arrayContaining(audible.map(({ id }) => id)));
  expect(new Set(opened).size).toBe(opened.length);
});
