import { expect, it } from 'vitest';
import type { Delivery, Source } from '../edges/sources/source.ts';
import { createDiskSpill } from '../edges/spill/disk-spill.ts';
import { createEngine } from '../engine/engine.ts';
import type { Finding } from '../model/finding.ts';
import type { EventRule } from '../model/rule.ts';
import type { SeriesRule } from '../model/series-rule.ts';
import { scan } from './scan.ts';

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {} } as const;
const denied: EventRule = {
  ...head,
  ...{ id: 'denied', title: 'Denied', silent: true },
  when: { op: 'field', path: 'detail.errorCode', test: { is: 'equals', value: 'AccessDenied' } },
};
const burst: SeriesRule = {
  ...head,
  ...{ id: 'burst', title: 'Denied call burst', of: ['denied'], generate: false },
  by: [{ name: 'userIdentity.arn', paths: { denied: 'detail.userIdentity.arn' } }],
  series: { kind: 'count', timespan: 600_000, condition: { gte: 5 } },
};

function record(i: number): object {
  return {
    eventID: `0000000${i}-0000-4000-8000-000000000000`,
    eventTime: new Date(Date.UTC(2026, 0, 31, 12, 9, i * 10)).toISOString().replace('.000Z', 'Z'),
    eventSource: 's3.amazonaws.com',
    ...{
      eventVersion: '1.08',
      eventName: 'GetObject',
      awsRegion: 'us-east-1',
      errorCode: 'AccessDenied',
      sourceIPAddress: '192.0.2.10',
    },
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012' },
  };
}

async function findingsOf(files: readonly (readonly number[])[]): Promise<Finding[]> {
  const deliveries = files.map((numbers, i): Delivery => {
    const body = new TextEncoder().encode(JSON.stringify({ Records: numbers.map(record) }));
    return { file: `${i}.json`, open: async () => body } as Delivery;
  });
  const source = {
    async *list() {
      for (const delivery of deliveries) yield { kind: 'delivery' as const, delivery };
    },
  } as unknown as Source;
  const spill = createDiskSpill();
  const findings: Finding[] = [];
  await scan(
    [source],
    createEngine([denied], [burst]),
    spill,
    { emit: 'findings', accounts: new Set(), regions: new Set(), keepRaw: false, stopped: () => false },
    {
      finding: (finding) => void findings.push(finding),
      match: () => undefined,
      reject: (problem) => {
        throw problem;
      },
      progress: () => undefined,
    },
  );
  spill.close();
  return findings;
}

it('a burst over several files, out of order and with repeats, is one finding', async () => {
  const [finding, ...others] = await findingsOf([
    [8, 2, 5],
    [1, 7, 3, 3],
    [2, 4, 6, 0],
  ]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ ruleId: 'burst', count: 9, firstAt: '2026-01-31T12:09:00Z', lastAt: '2026-01-31T12:10:20Z' });
  expect(await findingsOf([[0, 1, 2, 3, 4, 5, 6, 7, 8]])).toEqual([finding]);
});

it('a silent rule alone says nothing', async () => {
  expect(await findingsOf([[0, 1, 2, 3]])).toEqual([]);
});
