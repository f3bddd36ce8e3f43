import { describe, expect, it } from 'vitest';
import type { MathFunction, MathOperator, MetricMath } from '../../../model/metric-math.ts';
import { evaluateMath, type TimeSeries } from './metric-math.ts';

const _ = undefined;
const m = (index: number): MetricMath => ({ op: 'metric', index });
const n = (value: number): MetricMath => ({ op: 'number', value });
const both = (left: MetricMath, by: MathOperator, right: MetricMath): MetricMath => ({ op: 'binary', by, left, right });
const f = (name: MathFunction, ...of: MetricMath[]): MetricMath => ({ op: 'call', name, of });
const list = (...of: MetricMath[]): MetricMath => ({ op: 'array', of });
const word = (word: 'REPEAT' | 'LINEAR'): MetricMath => ({ op: 'word', word });

type Case = [name: string, expression: MetricMath, metrics: readonly TimeSeries[], expected: TimeSeries];

// CloudWatch User Guide, "Using metric math".
const metric1 = [30, 20, 0, 0];
const metric2 = [20, _, 20, _];
const operators: Case[] = [
  ['(metric1 < metric2): what lacks is 0', both(m(0), '<', m(1)), [metric1, metric2], [0, 0, 1, 0]],
  ['(metric1 >= 30)', both(m(0), '>=', n(30)), [metric1, metric2], [1, 0, 0, 0]],
  [
    '(metric1 > 15 AND metric2 > 15)',
    both(both(m(0), '>', n(15)), 'AND', both(m(1), '>', n(15))),
    [metric1, metric2],
    [1, 0, 0, 0],
  ],
  [
    'm1 + m2: a missing value is 0',
    both(m(0), '+', m(1)),
    [
      [1, 2, _, _],
      [10, _, 20, _],
    ],
    [11, 2, 20, _],
  ],
  [
    'm1 / m2: what divides by zero is dropped',
    both(m(0), '/', m(1)),
    [
      [4, 4, 4],
      [2, 0, _],
    ],
    [2, _, _],
  ],
  ['m1 * 100: no value, no data point', both(m(0), '*', n(100)), [[1, _, 3]], [100, _, 300]],
  ['-5 * m1', both({ op: 'negate', of: n(5) }, '*', m(0)), [[1, 2]], [-5, -10]],
  ['m1 ^ 2', both(m(0), '^', n(2)), [[3, -4]], [9, 16]],
  [
    'SUM(100 / [m1, m2])',
    f('SUM', both(n(100), '/', list(m(0), m(1)))),
    [
      [50, 25],
      [100, 0],
    ],
    [3, 4],
  ],
];
const conditions: Case[] = [
  [
    'IF(metric1, metric2, metric3)',
    f('IF', m(0), m(1), m(2)),
    [
      [1, 1, 0, 0, _],
      [30, _, 0, 0, 30],
      [0, 0, 20, _, 20],
    ],
    [30, 0, 20, _, _],
  ],
  [
    'IF(metric1, scalar2, metric3)',
    f('IF', m(0), n(5), m(1)),
    [
      [1, 1, 0, 0, _],
      [0, 0, 20, _, 20],
    ],
    [5, 5, 20, _, _],
  ],
  [
    'IF(metric1, metric2, scalar3)',
    f('IF', m(0), m(1), n(5)),
    [
      [1, 1, 0, 0, _],
      [30, _, 0, 0, 30],
    ],
    [30, 0, 5, 5, _],
  ],
  ['IF(metric1 < 400, metric1): only the low values', f('IF', both(m(0), '<', n(400)), m(0)), [[100, 500]], [100, _]],
  ['IF(metric1 < 400, 10, 2)', f('IF', both(m(0), '<', n(400)), n(10), n(2)), [[100, 500]], [10, 2]],
  ['IF(-1, metric2): any number but 0 is true', f('IF', n(-1), m(0)), [[1, 2]], [1, 2]],
  ['IF(0, metric2) is empty', f('IF', n(0), m(0)), [[1, 2]], [_, _]],
];
const functions: Case[] = [
  ['FILL(m1, 10)', f('FILL', m(0), n(10)), [[1, _, 3]], [1, 10, 3]],
  ['FILL(m1, REPEAT): the value before', f('FILL', m(0), word('REPEAT')), [[_, 1, _, _, 3]], [_, 1, 1, 1, 3]],
  ['FILL(m1, LINEAR): on the line between', f('FILL', m(0), word('LINEAR')), [[_, 1, _, _, 7, _]], [_, 1, 3, 5, 7, _]],
  [
    'FILL(m1, m2)',
    f('FILL', m(0), m(1)),
    [
      [1, _],
      [8, 9],
    ],
    [1, 9],
  ],
  ['FILL(m1, MIN(m1))', f('FILL', m(0), f('MIN', m(0))), [[4, _, 2]], [4, 2, 2]],
  [
    'ABS(m1 - m2)',
    f('ABS', both(m(0), '-', m(1))),
    [
      [1, 5],
      [3, 2],
    ],
    [2, 3],
  ],
  ['CEIL and FLOOR', both(f('CEIL', m(0)), '-', f('FLOOR', m(0))), [[1.5, 2]], [1, 0]],
  ['LOG10(m1)', f('LOG10', m(0)), [[100, 1000]], [2, 3]],
  ['DIFF(m1): with the value before', f('DIFF', m(0)), [[1, 4, _, 2]], [_, 3, _, -2]],
  ['RATE(m1): the same, for each second', f('RATE', m(0)), [[0, 60, _, 180]], [_, 1, _, 1]],
  ['RUNNING_SUM(m1)', f('RUNNING_SUM', m(0)), [[1, 2, _, 3]], [1, 3, _, 6]],
  [
    'SUM([m1, m2])',
    f('SUM', list(m(0), m(1))),
    [
      [1, _, _],
      [2, 3, _],
    ],
    [3, 3, _],
  ],
  [
    'AVG([m1, m2]): missing values are 0',
    f('AVG', list(m(0), m(1))),
    [
      [2, _],
      [4, 3],
    ],
    [3, 1.5],
  ],
  [
    'MAX and MIN of several',
    both(f('MAX', list(m(0), m(1))), '-', f('MIN', list(m(0), m(1)))),
    [
      [1, 7],
      [5, 2],
    ],
    [4, 5],
  ],
  ['m1 - AVG(m1): of one series a number', both(m(0), '-', f('AVG', m(0))), [[1, _, 3]], [-1, _, 1]],
  [
    'SUM(m1) / DATAPOINT_COUNT(m1)',
    f('TIME_SERIES', both(f('SUM', m(0)), '/', f('DATAPOINT_COUNT', m(0)))),
    [[2, _, 4]],
    [3, 3, 3],
  ],
  ['m1 / METRIC_COUNT(METRICS())', both(m(0), '/', f('METRIC_COUNT', list(m(0), m(1)))), [[4], [1]], [2]],
  ['m1 / PERIOD(m1)', both(m(0), '/', f('PERIOD', m(0))), [[120]], [2]],
  ['TIME_SERIES(10)', f('TIME_SERIES', n(10)), [[_, 1]], [10, 10]],
  ['FIRST and LAST', both(f('LAST', list(m(0), m(1))), '-', f('FIRST', list(m(0), m(1)))), [[1], [5]], [4]],
  ['STDDEV([m1, m2])', f('STDDEV', list(m(0), m(1))), [[2], [4]], [1]],
];

describe.each([...operators, ...conditions, ...functions])('%s', (_name, expression, metrics, expected) => {
  it('is as the guide says', () => {
    expect(evaluateMath(expression, metrics, 60)).toEqual(expected);
  });
});
