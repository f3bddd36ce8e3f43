import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { filesSource } from '../../src/edges/sources/files.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { FileReaders } from '../../src/pipeline/file-result.ts';
import { createFileReader } from '../../src/pipeline/read-file.ts';
import { denied, scanned, takingOptions } from './scanned.ts';

const head = { severity: 'high', dialect: 'sigma', attack: [], place: {} } as const;
const feeding = ['denied', 'allowed'] as const;
const seriesHead = {
  ...head,
  by: [{ name: 'key', paths: pathsTo('userIdentity.accessKeyId') }],
  generate: false,
  title: 'series',
};
const many = createEngine(
  feeding.map((id) => ({
    ...head,
    ...{ id, title: id, silent: true },
    when: {
      op: 'field',
      path: 'detail.errorCode',
      test: id === 'denied' ? { is: 'equals', value: 'AccessDenied' } : { is: 'absent' },
    },
  })),
  [
    { ...seriesHead, id: 'count', of: ['denied'], series: { kind: 'count', timespan: 300_000, condition: { gte: 3 } } },
    {
      ...{ ...seriesHead, id: 'distinct', of: ['denied', 'allowed'] },
      series: { kind: 'distinct', field: 'detail.sourceIPAddress', timespan: 600_000, condition: { gte: 3 } },
    },
    { ...seriesHead, id: 'temporal', of: [...feeding], series: { kind: 'temporal', ordered: true, timespan: 120_000 } },
  ],
);

function pathsTo(path: string) {
  return Object.fromEntries(feeding.map((id) => [id, `detail.${path}`]));
}

/** Reads as threads do, in this one: what each has counted comes together at the end. */
function inTurns(by: Engine, readers: number): FileReaders {
  const all = Array.from({ length: readers }, () => createFileReader(by, takingOptions));
  let next = 0;
  return {
    ahead: 1,
    takes: () => true,
    read: (delivery) => all[next++ % readers]!.read(delivery),
    counted: async () => all.map(({ counted }) => structuredClone(counted())),
  };
}

const call = fc.record({ key: fc.nat(3), minute: fc.nat(60), address: fc.nat(4), isDenied: fc.boolean(), isOdd: fc.boolean() });

/** What series find in random calls in random files does not depend on whether records wait, nor on who has read them. */
export async function waitingAgrees(numRuns: number): Promise<void> {
  const own = mkdtempSync(join(tmpdir(), 'trailwatch-random-'));
  // From here on it pays to leave records out.
  writeFileSync(join(own, '0.json'), JSON.stringify({ Records: [denied('x', 0), { x: 'x'.repeat(600_000) }] }));
  let found = 0;
  let id = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(call, { maxLength: 12, size: 'max' }), { minLength: 4, maxLength: 4 }), async (files) => {
      for (const [number, calls] of files.entries()) {
        const Records = calls.map(({ key, minute, address, isDenied, isOdd }) => {
          const { requestParameters: _, errorCode, ...record } = denied(String(id++), minute) as Record<string, object>;
          const userIdentity = { type: 'IAMUser', accessKeyId: `ASIAEXAMPLE${key}`, accountId: '123456789012' };
          // A key with a dot may mean a path: such a record is read whole.
          return {
            ...record,
            ...(isOdd && { 'odd.key': 1 }),
            ...(isDenied && { errorCode }),
            sourceIPAddress: `192.0.2.${address}`,
            userIdentity,
          };
        });
        writeFileSync(join(own, `${number + 1}.json`), JSON.stringify({ Records }));
      }
      const { reopen: _reopen, ...once } = filesSource(own);
      const expected = await scanned(once, many);
      expect(await scanned(filesSource(own), many)).toEqual(expected);
      const readers = 1 + (id % 3);
      expect(await scanned(filesSource(own), many, inTurns(many, readers))).toEqual(expected);
      found += expected.findings.length;
    }),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 2);
  rmSync(own, { recursive: true });
}
