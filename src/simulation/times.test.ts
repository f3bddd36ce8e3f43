import { expect, test } from 'vitest';
import { datePath, fileTime, isoTime, longTime } from './times.ts';

const MORNING = Date.UTC(2026, 2, 2, 9, 3, 11);

test('record times are ISO 8601 in whole seconds, as Date prints them', () => {
  for (const at of [0, MORNING, MORNING + 999, Date.UTC(2024, 1, 29, 23, 59, 59), Date.UTC(1999, 11, 31)]) {
    expect(isoTime(at)).toBe(new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'));
  }
});

test('times within answers are written out, with twelve hours', () => {
  expect(longTime(MORNING)).toBe('Mar 2, 2026, 9:03:11 AM');
  expect(longTime(Date.UTC(2026, 11, 31, 0, 0, 5))).toBe('Dec 31, 2026, 12:00:05 AM');
  expect(longTime(Date.UTC(2026, 0, 1, 12, 30, 0))).toBe('Jan 1, 2026, 12:30:00 PM');
  expect(longTime(Date.UTC(2026, 0, 1, 23, 5, 9))).toBe('Jan 1, 2026, 11:05:09 PM');
});

test('files are named by date and minute', () => {
  expect(datePath(MORNING)).toBe('2026/03/02');
  expect(fileTime(MORNING)).toBe('20260302T0903Z');
});
