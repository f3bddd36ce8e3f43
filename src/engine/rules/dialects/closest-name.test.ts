import { expect, it } from 'vitest';
import { closestName } from './closest-name.ts';

const known = ['id', 'eventName', 'eventSource', 'severity', 'match', 'attack'];
const cases: readonly (readonly [given: string, meant: string | undefined])[] = [
  ['evenName', 'eventName'],
  ['eventname', 'eventName'],
  ['event_name', 'eventName'],
  ['event-source', 'eventSource'],
  ['severty', 'severity'],
  ['Id', 'id'],
  ['attacks', 'attack'],
  ['ie', 'id'],
  ['color', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
];

for (const [given, meant] of cases) {
  it(`${given.slice(0, 20)} means ${meant}`, () => expect(closestName(given, known)).toBe(meant));
}
