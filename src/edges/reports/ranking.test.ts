import { expect, it } from 'vitest';
import { createRanking } from './ranking.ts';

it('puts the most severe first, then the most', () => {
  const ranking = createRanking();
  for (let i = 0; i < 50; i++) ranking.add('busy', 1);
  ranking.add('thief', 4);
  ranking.add('admin', 3);
  ranking.add('admin', 3);
  ranking.add('other', 3);
  expect(ranking.finish(3)).toEqual({
    top: [
      { value: 'thief', findings: 1, bySeverity: [0, 0, 0, 0, 1] },
      { value: 'admin', findings: 2, bySeverity: [0, 0, 0, 2, 0] },
      { value: 'other', findings: 1, bySeverity: [0, 0, 0, 1, 0] },
    ],
    more: 1,
    bounded: false,
  });
});

it('keeps what matters though a hundred thousand others come and go, and says that it forgot some', () => {
  const ranking = createRanking();
  for (let i = 0; i < 100_000; i++) {
    ranking.add(`made-up-${i}`, 0);
    if (i % 1000 === 0) ranking.add('the one', 2);
  }
  const { top, bounded, more } = ranking.finish(1);
  expect(top[0]).toEqual({ value: 'the one', findings: 100, bySeverity: [0, 0, 100, 0, 0] });
  expect(bounded).toBe(true);
  expect(more).toBeLessThan(10_000);
});
