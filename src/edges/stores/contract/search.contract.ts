import { describe, expect, it } from 'vitest';
import { HOUR } from '../../../base/units.ts';
import type { Finding } from '../../../model/finding.ts';
import type { StoreUnderTest } from './under-test.contract.ts';
import { finding, stored, T0, unit } from './sample-rows.cases.ts';
import { follow } from './pages.contract.ts';

const { context } = finding('any');

/** What a finding says, and questions that find it or don't. */
const cases: readonly (readonly [string, Partial<Finding>, readonly string[], readonly string[]])[] = [
  ['title', { title: 'Öffentlicher Bucket' }, ['öffentlicher', 'ÖFFENT bucket'], ['privat', 'entlicher']],
  ['summary', { summary: 'bob called StopLogging 4 times' }, ['stoplogging', 'StopLog', '4 times'], ['4 bob stop-logging x']],
  [
    'actor',
    { actor: 'arn:aws:sts::111122223333:assumed-role/Deploy/i-0abc' },
    ['111122223333', 'role/deploy', 'assumed-role/Deploy/i-0', 'sts::1111'],
    ['deploy/role', '22223333'],
  ],
  ['resources', { resources: ['arn:aws:s3:::example-bucket/key.txt'] }, ['example-bucket', 'key.txt'], ['bucket-example']],
  [
    'context',
    {
      context: { ...context, sourceIPAddresses: ['198.51.100.7'], userAgents: ['Boto3/1.34 "quoted" OR NOT'], countries: ['DE'] },
    },
    ['198.51.100', '198.51.100.7', 'boto3', 'de', 'OR NOT', '"quoted"', 'boto3/1.34 198.51'],
    ['198.51.101', '8.51.100', 'boto3 AND nothing'],
  ],
];

export function searchContract(at: StoreUnderTest): void {
  describe('search, where the store has it', () => {
    it.each(cases)('looks into the %s', async (_field, more, found, notFound) => {
      const { search } = at.store;
      if (search === undefined) return;
      await at.store.commit([unit({ findings: [stored('f1', more), stored('f2', { title: 'x', summary: 'x' })] })], T0);
      await at.caughtUp();
      const idsOf = async (text: string) => (await search({ text, limit: 10 })).findings.map(({ finding }) => finding.id);
      for (const text of found) expect([text, await idsOf(text)]).toEqual([text, ['f1']]);
      for (const text of notFound) expect([text, await idsOf(text)]).toEqual([text, []]);
    });

    it.each(['', '   ', '---', '"', '*', '\0', '\ud800'])('finds nothing for %j', async (text) => {
      await at.store.commit([unit({ findings: [stored('f1')] })], T0);
      expect((await at.store.search?.({ text, limit: 10 })) ?? { findings: [] }).toEqual({ findings: [] });
    });

    it('sees what a finding says now', async () => {
      const { search } = at.store;
      if (search === undefined) return;
      await at.store.commit([unit({ findings: [stored('f1', { summary: 'carol was here' })] })], T0);
      await at.store.commit([unit({ findings: [stored('f1', { summary: 'dave was here' }, { version: 2 })] })], T0);
      await at.caughtUp();
      expect((await search({ text: 'carol', limit: 10 })).findings).toEqual([]);
      expect((await search({ text: 'dave', limit: 10 })).findings).toHaveLength(1);
    });

    it('comes in pages, in the same order, with the other filters', async () => {
      const { search } = at.store;
      if (search === undefined) return;
      const rows = Array.from({ length: 12 }, (_, i) =>
        stored(`f${String(i).padStart(2, '0')}`, {
          lastAt: new Date(T0 - (i % 4) * HOUR).toISOString(),
          title: i % 2 === 0 ? 'even one' : 'odd one',
          severity: i % 3 === 0 ? 'high' : 'low',
          ...(i === 6 && { shadow: true as const }),
        }),
      );
      await at.store.commit(
        rows.map((row) => unit({ findings: [row] })),
        T0,
      );
      await at.caughtUp();
      const asked = (more: object) => follow({ findings: (query) => search({ text: 'even', ...query, ...more }) }, { limit: 2 });
      expect(await asked({})).toEqual(['f00', 'f04', 'f08', 'f02', 'f10']);
      expect(await asked({ hidden: true })).toEqual(['f00', 'f04', 'f08', 'f02', 'f06', 'f10']);
      expect(await asked({ severity: 'high' })).toEqual(['f00']);
      expect(await asked({ to: T0 })).toEqual(['f02', 'f10']);
    });
  });
}
