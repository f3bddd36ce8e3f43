import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CostInput, estimateCost } from './estimate.ts';
import { prices } from './prices.ts';

const input: CostInput = {
  eventsPerDay: 1e6,
  dataEventsPerDay: 0,
  accounts: 1,
  retentionDays: 90,
  logDays: 365,
  architecture: 'arm64',
  memory: 256,
  fastPath: true,
  kms: false,
};
const line = (of: Partial<CostInput>, service: string, what: string) =>
  estimateCost({ ...input, ...of }).lines.find((each) => each.service === service && each.what === what);

describe('an estimate', () => {
  // AWS's pricing page for CloudTrail computes it: 2 million data events are 2 dollars.
  test('data events as in the example of AWS', () => {
    expect(line({ dataEventsPerDay: 2e6 / 30 }, 'CloudTrail', 'data events')?.usd).toBeCloseTo(2);
    expect(line({}, 'CloudTrail', 'data events')).toBeUndefined();
  });

  test('computed by hand for a million events a day', () => {
    expect(line({}, 'S3', 'log files kept')?.usd).toBeCloseTo(45.625 * 0.023);
    expect(line({}, 'DynamoDB', 'writes')?.usd).toBeCloseTo(((3.22 * 30e6) / 1e6) * 0.625);
    expect(line({}, 'S3', 'log files written')?.usd).toBeCloseTo(864 * 30 * 0.000005);
  });

  test('is the sum of its lines, and grows with each input', () => {
    const { lines, usd } = estimateCost(input);
    expect(usd).toBeCloseTo(lines.reduce((sum, each) => sum + each.usd, 0));
    for (const more of [
      { eventsPerDay: 2e6 },
      { dataEventsPerDay: 1e6 },
      { accounts: 10 },
      { retentionDays: 365 },
      { logDays: 730 },
      { kms: true },
      { architecture: 'x86_64' as const },
    ])
      expect(estimateCost({ ...input, ...more }).usd, JSON.stringify(more)).toBeGreaterThan(usd);
    expect(estimateCost({ ...input, fastPath: false }).usd).toBeLessThan(usd);
  });

  test('a quiet account costs something all the same', () => {
    const { usd } = estimateCost({ ...input, eventsPerDay: 0 });
    expect(usd).toBeGreaterThan(1);
    expect(usd).toBeLessThan(10);
  });

  test('each price says where it is from', () => {
    for (const { usd, per, source } of Object.values(prices)) {
      expect(usd / per).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9]+\/pricing\/$/);
    }
  });

  test('docs/operations.md says the same', () => {
    const rows = [
      ...readFileSync('docs/operations.md', 'utf8').matchAll(/^\| (.+?) \| ([\d.,]+) \| ([\d.,]+) \| ([\d.,]+) \|$/gm),
    ];
    const said = new Map(
      rows.map(([, name, ...costs]) => [name!.replaceAll('*', ''), costs.map((cost) => Number(cost.replaceAll(/[,*]/g, '')))]),
    );
    const sums = [1e6, 1e8, 1e10].map((eventsPerDay) => {
      const { lines } = estimateCost({ ...input, eventsPerDay });
      return (service: string) => lines.filter((each) => each.service === service).reduce((sum, each) => sum + each.usd, 0);
    });
    for (const service of ['S3', 'SQS', 'Lambda', 'CloudWatch'])
      for (const [at, sum] of sums.entries()) {
        const documented = said.get(service)?.[at] ?? Number.NaN;
        expect(Math.abs(documented - sum(service)) / sum(service), `${service} ${documented}, ${sum(service)}`).toBeLessThan(
          0.01,
        );
      }
  });
});
