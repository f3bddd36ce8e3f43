import { expect, it } from 'vitest';
import { HOUR } from '../../../base/units.ts';
import { toMatchItem } from '../triage.ts';
import { sampleMatch } from '../sample-match.cases.ts';
import { atOneMoment } from './match-items.cases.ts';
import { createMatchLog } from './match-log.ts';
import { itemsOf } from './packed-finding.ts';
import { createRuleParts } from './rule-parts.ts';

const rules = createRuleParts();
const tight = { words: 1, texts: 1000, characters: 1000 };

it('takes one match at least, and then no more than there is room for', () => {
  const [item] = atOneMoment(1);
  for (const room of [tight, { ...tight, words: 1000, texts: 1 }, { ...tight, words: 1000, characters: 1 }]) {
    const log = createMatchLog(rules, room);
    expect(log.filled).toBe(0);
    expect([log.add(item!), log.add(item!)]).toEqual([true, false]);
    log.clear();
    expect([log.groups, log.add(item!), log.groups]).toEqual([0, true, 1]);
  }
});

it('what is said of one rule is one finding, even if it differs', () => {
  const log = createMatchLog(rules);
  log.add(toMatchItem(sampleMatch({ severity: 'low' })));
  log.add({ ...toMatchItem(sampleMatch({ severity: 'high', id: 'e-2' })), shadow: true });
  log.add(toMatchItem(sampleMatch({ severity: 'low', id: 'e-3' })));
  expect(log.groups).toBe(1);
  const items = [...itemsOf(log.finding(0), rules)];
  expect(items.map(({ record, shadow }) => [record.severity, shadow])).toEqual([
    ['low', undefined],
    ['high', true],
    ['low', undefined],
  ]);
});

it('gives its findings by hour and id, and takes them back', () => {
  const log = createMatchLog(rules);
  for (const item of [...atOneMoment(300), toMatchItem(sampleMatch({ at: Date.UTC(2026, 0, 31, 9) }))]) log.add(item);
  const other = createMatchLog(rules);
  const order: string[] = [];
  for (const finding of log.packed()) {
    order.push(
      `${String(finding.hour).padStart(8, '0')} ${[...finding.id].map((word) => String(word + 2 ** 31).padStart(10, '0'))}`,
    );
    expect(other.take(finding)).toBe(true);
  }
  expect(order).toEqual([...order].sort());
  expect(other.groups).toBe(log.groups);
  for (let group = 0; group < other.groups; group++) {
    const [item] = [...itemsOf(other.finding(group), rules)];
    expect(Math.floor(item!.at / HOUR)).toBe(other.finding(group).hour);
  }
});
