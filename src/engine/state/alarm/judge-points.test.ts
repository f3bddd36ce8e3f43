import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisons, missingTreatments } from '../../../model/alarm.ts';
import { documentedTables } from './judge-points.cases.ts';
import { evaluationRange, isBreaching, judgePoints, type Point } from './judge-points.ts';

const pointsOf = (text: string): Point[] => [...text].map((letter) => (letter === '-' ? undefined : letter === 'X'));

describe('the tables of the CloudWatch User Guide', () => {
  it.each(documentedTables.flatMap((row) => missingTreatments.map((missing) => ({ ...row, missing }))))(
    '$name ($points, missing data is $missing)',
    ({ points, evaluationPeriods, datapointsToAlarm, verdicts, missing }) => {
      expect(judgePoints(pointsOf(points), { evaluationPeriods, datapointsToAlarm, missing })).toBe(verdicts[missing]);
    },
  );

  it('their range is five points for three periods', () => {
    expect(evaluationRange({ evaluationPeriods: 3 })).toBe(5);
  });
});

describe('any points', () => {
  const anyJudging = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .filter(([m, n]) => m <= n)
    .chain(([m, n]) => fc.record({ m: fc.constant(m), n: fc.constant(n), points: anyPoints(n + 2) }));
  const anyPoints = (length: number) =>
    fc.array(fc.constantFrom(true, false, undefined), { minLength: length, maxLength: length });

  it('where every way to fill what lacks says the same, missing data does not matter', () => {
    fc.assert(
      fc.property(anyJudging, ({ m, n, points }) => {
        const real = points.filter((point) => point !== undefined).slice(-n);
        const lacking = n - real.length;
        const breaching = real.filter(Boolean).length;
        const verdicts = new Set(Array.from({ length: lacking + 1 }, (_, fills) => breaching + fills >= m));
        fc.pre(verdicts.size === 1);
        const [alarm] = verdicts;
        const found = missingTreatments.map((missing) =>
          judgePoints(points, { evaluationPeriods: n, datapointsToAlarm: m, missing }),
        );
        // Without a single point, and with one breach that is no proof yet, "missing" and "ignore" have words of their own.
        if (alarm || real.includes(false) || lacking === 0) expect(new Set(found)).toEqual(new Set([alarm ? 'ALARM' : 'OK']));
      }),
    );
  });

  it('breaching and notBreaching are the worst and the best way to fill', () => {
    fc.assert(
      fc.property(anyJudging, ({ m, n, points }) => {
        const real = points.filter((point) => point !== undefined).slice(-n);
        const filledWith = (fill: boolean) => {
          const all = [...real, ...Array.from({ length: n - real.length }, () => fill)];
          return all.filter(Boolean).length >= m ? 'ALARM' : 'OK';
        };
        const judging = { evaluationPeriods: n, datapointsToAlarm: m };
        expect(judgePoints(points, { ...judging, missing: 'breaching' })).toBe(filledWith(true));
        expect(judgePoints(points, { ...judging, missing: 'notBreaching' })).toBe(filledWith(false));
      }),
    );
  });
});

describe('comparison operators', () => {
  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s: 1, 2 and 3 against 2', (comparison, expected) => {
    expect(comparisons).toContain(comparison);
    expect([1, 2, 3].map((value) => isBreaching(comparison, 2, value))).toEqual(expected);
  });
});
