import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, type EpochMs, HOUR } from '../../base/units.ts';
import type { ListRequest, S3Reader } from '../aws/use/s3.ts';
import { listTrail } from './s3-listing.ts';
import type { Wanted } from './trail-key.ts';

const ACCOUNTS = ['111122223333', '123456789012'];
const REGIONS = ['eu-west-1', 'us-east-1'];
const START = Date.UTC(2025, 11, 28);

/** A bucket in memory that counts its requests. */
function bucketOf(keys: readonly string[], pageSize = 5) {
  const requests: ListRequest[] = [];
  const reader: S3Reader = {
    async listObjects(request) {
      requests.push(request);
      const { prefix, delimiter, startAfter = '', token } = request;
      const rolledUp = (key: string) => {
        const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
        return at < 0 ? key : key.slice(0, at + 1);
      };
      const entries = [...new Set(keys.filter((key) => key.startsWith(prefix)).map(rolledUp))].sort();
      const rest = entries.filter((entry) => entry > (token ?? startAfter));
      const page = rest.slice(0, pageSize);
      return {
        objects: page.filter((entry) => !entry.endsWith('/')).map((key) => ({ key, size: 1 })),
        folders: page.filter((entry) => entry.endsWith('/')),
        token: rest.length > page.length ? page.at(-1) : undefined,
      };
    },
    getObject: () => Promise.reject(new Error('not asked for')),
  };
  return { reader, requests };
}

interface Log {
  readonly key: string;
  readonly account: string;
  readonly region: string;
  readonly at: EpochMs;
}

/** Four weeks over new year: a file for each account, region and day. */
function logs(prefix: string): Log[] {
  return ACCOUNTS.flatMap((account) =>
    REGIONS.flatMap((region) =>
      Array.from({ length: 28 }, (_, i) => {
        const at = START + i * DAY;
        const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
        return { key: `${prefix}${account}/CloudTrail/${region}/${day}/log.json.gz`, account, region, at };
      }),
    ),
  );
}

async function listed(keys: readonly string[], prefix: string, wanted: Wanted) {
  const { reader, requests } = bucketOf(keys);
  const found: string[] = [];
  for await (const one of listTrail(reader, 'b', prefix, wanted)) if (one.kind === 'object') found.push(one.key);
  return { found, requests };
}

const layouts = [
  'AWSLogs/',
  'some/prefix/AWSLogs/',
  'AWSLogs/o-exampleorgid/',
  'o-exampleorgid/AWSLogs/',
  'o-exampleorgid/AWSLogs/o-exampleorgid/',
];

describe('following the layout', () => {
  const subset = (all: readonly string[]) => fc.subarray([...all]);
  const wanted = fc.record(
    {
      from: fc.integer({ min: -2, max: 30 }).map((day) => START + day * DAY + 3 * HOUR),
      to: fc.integer({ min: -2, max: 30 }).map((day) => START + day * DAY),
      accounts: subset(ACCOUNTS),
      regions: subset(REGIONS),
    },
    { requiredKeys: [] },
  );

  test.each(layouts)('%s: lists the wanted files, in order, and no others', async (layout) => {
    const all = logs(layout);
    await fc.assert(
      fc.asyncProperty(wanted, fc.constantFrom('', layout, `${layout}1`, `${layout}123456789012/`), async (want, prefix) => {
        const { found } = await listed(
          all.map(({ key }) => key),
          prefix,
          want,
        );
        const { from = -Infinity, to = Infinity, accounts = [], regions = [] } = want;
        const inside = all.filter(
          (log) =>
            log.key.startsWith(prefix) &&
            (accounts.length === 0 || accounts.includes(log.account) || prefix.endsWith('123456789012/')) &&
            (regions.length === 0 || regions.includes(log.region)) &&
            // The file of a day may hold its events and those of the evening before.
            log.at + DAY > from &&
            log.at <= to + DAY,
        );
        expect(found).toEqual(inside.map(({ key }) => key).sort());
      }),
      { numRuns: 40 },
    );
  });

  test('a prefix inside the folder of a region is cut to the days as well', async () => {
    const keys = logs('AWSLogs/').map(({ key }) => key);
    const region = 'AWSLogs/123456789012/CloudTrail/us-east-1/';
    const want = { from: Date.UTC(2026, 0, 3), to: Date.UTC(2026, 0, 5) };
    for (const prefix of [region, `${region}2026/01/`, `${region}2026/0`]) {
      const { found } = await listed(keys, prefix, want);
      expect(found).toEqual(['03', '04', '05', '06'].map((day) => `${region}2026/01/${day}/log.json.gz`));
    }
  });

  test('other days, accounts and regions are not listed at all', async () => {
    const keys = logs('AWSLogs/').map(({ key }) => key);
    const want = { from: Date.UTC(2026, 0, 3), to: Date.UTC(2026, 0, 4), accounts: ['123456789012'], regions: ['us-east-1'] };
    const { found, requests } = await listed(keys, '', want);
    expect(found).toHaveLength(3);
    expect(requests.map(({ prefix }) => prefix)).toEqual([
      '',
      'AWSLogs/',
      'AWSLogs/123456789012/',
      'AWSLogs/123456789012/CloudTrail/',
      'AWSLogs/123456789012/CloudTrail/us-east-1/',
    ]);
  });

  test('digests and other services are told as left out, with one request for none of their objects', async () => {
    const keys = [
      'AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/01/d',
      'AWSLogs/123456789012/Config/us-east-1/2026/1/1/c',
    ];
    const { reader } = bucketOf(keys);
    const found = [];
    for await (const one of listTrail(reader, 'b', '', { from: 0 })) found.push(one);
    expect(found).toMatchObject([
      { kind: 'ignored', key: 'AWSLogs/123456789012/CloudTrail-Digest/', reason: 'CloudTrail digest' },
      { kind: 'ignored', key: 'AWSLogs/123456789012/Config/' },
    ]);
  });
});

describe('what does not look like the layout', () => {
  const keys = ['AWSLogs/my-account/x.json', 'AWSLogs/x.json', 'case/a.json', 'case/b/c.json', 'root.json'];

  test('is listed whole, because nothing can be told of it', async () => {
    const { found } = await listed(keys, '', { from: Date.UTC(2026, 0, 1), accounts: ['123456789012'] });
    expect(found).toEqual(keys);
  });

  test('costs a request for a hundred folders, and then one for a thousand objects', async () => {
    const many = Array.from({ length: 300 }, (_, i) => `f${String(i).padStart(3, '0')}/x/y/z.json`);
    const { found, requests } = await listed(many, '', { from: 0 });
    expect(found).toEqual(many);
    expect(requests.filter(({ delimiter }) => delimiter !== undefined).length).toBeLessThanOrEqual(161);
  });
});
