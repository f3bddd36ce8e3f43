/**
 * What a condition makes of detections. Each has its own letter: a record `ab` has those of a and b. Names: a, b, c, sel_1, sel_2
 * (letters 1 and 2), _x (letter x), filter-1 (letter f). From the Sigma Rules Specification 2.1, "Condition".
 */
export interface ConditionCase {
  readonly why: string;
  readonly condition: string;
  readonly hits: readonly string[];
  readonly misses: readonly string[];
}

export const conditionCases: readonly ConditionCase[] = [
  { why: 'one detection', condition: 'a', hits: ['a', 'ab'], misses: ['', 'b'] },
  { why: 'and', condition: 'a and b', hits: ['ab'], misses: ['a', 'b', ''] },
  { why: 'or', condition: 'a or b', hits: ['a', 'b', 'ab'], misses: ['', 'c'] },
  { why: 'not', condition: 'not a', hits: ['', 'b'], misses: ['a'] },
  { why: 'and not', condition: 'a and not b', hits: ['a'], misses: ['ab', ''] },
  { why: 'and binds tighter than or', condition: 'a or b and c', hits: ['a', 'bc'], misses: ['b', 'c'] },
  { why: 'and binds tighter than or, the other way round', condition: 'a and b or c', hits: ['ab', 'c'], misses: ['a', 'b'] },
  { why: 'parentheses', condition: '(a or b) and c', hits: ['ac', 'bc'], misses: ['a', 'c'] },
  { why: 'not binds tighter than and', condition: 'not a and b', hits: ['b'], misses: ['ab', ''] },
  { why: 'not before parentheses', condition: 'not (a or b)', hits: ['', 'c'], misses: ['a', 'b'] },
  { why: 'not not', condition: 'not not a', hits: ['a'], misses: [''] },
  { why: 'parentheses in parentheses', condition: '((a))', hits: ['a'], misses: [''] },
  { why: 'no spaces around parentheses', condition: '(a)and(b)', hits: ['ab'], misses: ['a'] },
  { why: '1 of them', condition: '1 of them', hits: ['a', '1', 'f'], misses: ['', 'x'] },
  { why: 'any of them is 1 of them', condition: 'any of them', hits: ['b'], misses: ['x'] },
  {
    why: 'all of them leaves out names with an underscore',
    condition: 'all of them',
    hits: ['abc12f', 'abc12fx'],
    misses: ['abc12', 'x'],
  },
  { why: '1 of a pattern', condition: '1 of sel_*', hits: ['1', '2'], misses: ['a', ''] },
  { why: 'all of a pattern', condition: 'all of sel_*', hits: ['12'], misses: ['1', '2'] },
  { why: 'a star in front', condition: '1 of *_2', hits: ['2'], misses: ['1'] },
  { why: 'a star in the middle', condition: 'all of s*1', hits: ['1'], misses: ['2'] },
  { why: 'a pattern without a star is a name', condition: '1 of sel_1', hits: ['1'], misses: ['2'] },
  { why: 'a star alone leaves out names with an underscore', condition: '1 of *', hits: ['a'], misses: ['x'] },
  { why: 'a pattern that begins with an underscore means them', condition: '1 of _*', hits: ['x'], misses: ['a'] },
  { why: 'a name with an underscore by itself', condition: 'a and _x', hits: ['ax'], misses: ['a', 'x'] },
  { why: 'a name with a hyphen', condition: 'a and not filter-1', hits: ['a'], misses: ['af'] },
  { why: 'not 1 of', condition: 'a and not 1 of sel_*', hits: ['a'], misses: ['a1', 'a2'] },
  { why: 'not all of', condition: 'a and not all of sel_*', hits: ['a', 'a1'], misses: ['a12'] },
  { why: '1 of binds tighter than and', condition: '1 of sel_* and a', hits: ['a1'], misses: ['1', 'a'] },
  { why: 'operators in capitals', condition: 'a AND NOT (b OR c)', hits: ['a'], misses: ['ab', 'ac'] },
  { why: 'line ends are spaces', condition: 'a and\n  b', hits: ['ab'], misses: ['a'] },
  { why: 'de Morgan', condition: 'not (a and b)', hits: ['a', 'b', ''], misses: ['ab'] },
  { why: 'a long chain of or', condition: 'a or b or c or sel_1 or sel_2', hits: ['2', 'c'], misses: ['x'] },
];
