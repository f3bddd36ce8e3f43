import { expect, it } from 'vitest';
import { exitCodeOf } from './exit-codes.ts';

const fine = { nothingRead: false, interrupted: false, failOnReached: false, rejects: 0 };

it.each([
  ['done', fine, 0],
  ['something at or above --fail-on', { ...fine, failOnReached: true }, 1],
  ['nothing could be read', { ...fine, nothingRead: true, rejects: 1 }, 2],
  ['part of the input was rejected', { ...fine, rejects: 1 }, 3],
  ['--fail-on wins over rejects', { ...fine, failOnReached: true, rejects: 1 }, 1],
  ['interrupted wins over --fail-on and rejects', { ...fine, interrupted: true, failOnReached: true, rejects: 1 }, 130],
  ['interrupted before anything was read', { ...fine, interrupted: true, nothingRead: true }, 130],
])('%s', (_, outcome, code) => {
  expect(exitCodeOf(outcome)).toBe(code);
});
