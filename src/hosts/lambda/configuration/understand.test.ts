import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readEnvironment } from '../environment.ts';
import { understand } from './understand.ts';

it('several may read the same upload at once, in the same place: it means the same to all', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'understand-'));
  const events = Buffer.from('["DescribeTrails"]');
  const sigma = Buffer.from(
    'title: A call\nid: a-call\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  one: { eventName: X }\n  condition: one\n',
  );
  const uploaded = {
    hash: 'abc',
    files: new Map([
      ['monitored_events.json', events],
      ['rules/one.yml', sigma],
    ]),
  };
  const environment = readEnvironment({ STORE_TABLE: 'store', CONFIG_PATH: 's3://conf/config' });
  const variables = { TRAILWATCH_RULES_SET: 'monitored' };
  try {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => understand(uploaded, { environment, variables, scratch, packageFolder: process.cwd() })),
    );
    expect(all.flatMap(({ problems }) => problems.map(({ message }) => message))).toEqual([]);
    expect(new Set(all.map(({ set }) => set?.configHash)).size).toBe(1);
    expect(readdirSync(scratch)).toEqual([]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
