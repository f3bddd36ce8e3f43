import { expect, it } from 'vitest';
import { colorsFor } from './colors.ts';

it.each<[string, boolean, Record<string, string>, boolean]>([
  ['a terminal', true, {}, true],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ['a pipe', false, {}, false],
  ['a pipe of a CI system', false, { CI: 'true' }, false],
  ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['a pipe with FORCE_COLOR=0', false, { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR and NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('%s', (_, isTTY, environment, coloured) => {
  expect(colorsFor({ isTTY }, environment).red('x') !== 'x').toBe(coloured);
});
