import type { Seconds } from '../../../base/units.ts';
import type { MathFunction, MathOperator, MetricMath } from '../../../model/metric-math.ts';

/** A time series over the evaluation range, oldest first: one value for each period, or none. */
export type TimeSeries = readonly (number | undefined)[];

type Value =
  | { readonly kind: 'scalar'; readonly value: number | undefined }
  | { readonly kind: 'series'; readonly of: TimeSeries }
  | { readonly kind: 'array'; readonly of: readonly TimeSeries[] }
  | { readonly kind: 'word'; readonly word: 'REPEAT' | 'LINEAR' };

interface Frame {
  readonly metrics: readonly TimeSeries[];
  readonly length: number;
  readonly period: Seconds;
}

/**
 * What an expression makes of its metrics. Source: CloudWatch User Guide, "Using metric math": a value that lacks on one side is 0,
 * what divides by zero is no data point, and functions of one series that give a number look at the whole range.
 * @param metrics as long as one another
 */
export function evaluateMath(expression: MetricMath, metrics: readonly TimeSeries[], period: Seconds): TimeSeries {
  const frame = { metrics, length: metrics[0]?.length ?? 0, period };
  return seriesOf(valueIn(expression, frame), frame);
}

function valueIn(expression: MetricMath, frame: Frame): Value {
  switch (expression.op) {
    case 'number':
      return scalar(expression.value);
    case 'metric':
      return { kind: 'series', of: frame.metrics[expression.index] ?? empty(frame) };
    case 'array':
      return { kind: 'array', of: expression.of.flatMap((each) => allSeries(valueIn(each, frame), frame)) };
    case 'negate':
      return mapped(valueIn(expression.of, frame), (value) => -value);
    case 'binary':
      return binary(expression.by, valueIn(expression.left, frame), valueIn(expression.right, frame), frame);
    case 'word':
      return { kind: 'word', word: expression.word };
    case 'call':
      return call(
        expression.name,
        expression.of.map((each) => valueIn(each, frame)),
        frame,
      );
  }
}

function binary(by: MathOperator, left: Value, right: Value, frame: Frame): Value {
  if (left.kind === 'array' || right.kind === 'array') {
    const lefts = allSeries(left, frame);
    const rights = allSeries(right, frame);
    const count = Math.max(lefts.length, rights.length);
    const of = Array.from({ length: count }, (_, i) => joined(by, lefts[i] ?? lefts[0], rights[i] ?? rights[0], frame.length));
    return { kind: 'array', of };
  }
  if (left.kind === 'series' && right.kind === 'series') return series(joined(by, left.of, right.of, frame.length));
  if (left.kind === 'series')
    return series(left.of.map((value) => (value === undefined ? undefined : apply(by, value, number(right)))));
  if (right.kind === 'series')
    return series(right.of.map((value) => (value === undefined ? undefined : apply(by, number(left), value))));
  return scalar(apply(by, number(left), number(right)));
}

/** There is a value where one of the two has one; the other's is then 0. */
function joined(by: MathOperator, left: TimeSeries = [], right: TimeSeries = [], length: number): TimeSeries {
  return Array.from({ length }, (_, i) => {
    if (left[i] === undefined && right[i] === undefined) return undefined;
    return apply(by, left[i] ?? 0, right[i] ?? 0);
  });
}

function apply(by: MathOperator, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  switch (by) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '^':
      return finite(left ** right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
}

function call(name: MathFunction, args: readonly Value[], frame: Frame): Value {
  const [first = scalar(undefined)] = args;
  switch (name) {
    case 'IF':
      return choose(args, frame);
    case 'FILL':
      return mappedSeries(first, (of) => filled(of, args[1] ?? scalar(0)));
    case 'ABS':
      return mapped(first, Math.abs);
    case 'CEIL':
      return mapped(first, Math.ceil);
    case 'FLOOR':
      return mapped(first, Math.floor);
    case 'LOG':
      return mapped(first, Math.log);
    case 'LOG10':
      return mapped(first, Math.log10);
    case 'DIFF':
      return mappedSeries(first, (of) => differences(of, (difference) => difference));
    case 'RATE':
      return mappedSeries(first, (of) => differences(of, (difference, periods) => difference / (periods * frame.period)));
    case 'RUNNING_SUM':
      return mappedSeries(first, runningSum);
    case 'PERIOD':
      return scalar(frame.period);
    case 'TIME_SERIES':
      return series(Array.from({ length: frame.length }, () => number(first)));
    case 'METRIC_COUNT':
      return scalar(allSeries(first, frame).length);
    case 'FIRST':
      return series(allSeries(first, frame)[0] ?? empty(frame));
    case 'LAST':
      return series(allSeries(first, frame).at(-1) ?? empty(frame));
    default:
      return aggregate(reducers[name], first, frame);
  }
}

const reducers = {
  SUM: sum,
  AVG: (values: readonly number[], all: number) => sum(values) / all,
  MIN: (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value)),
  MAX: (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value)),
  STDDEV: (values: readonly number[]) => {
    const mean = sum(values) / values.length;
    return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
  },
  DATAPOINT_COUNT: (values: readonly number[]) => values.length,
};

/** Of one series: a number. Of several: a series, at each moment over those that have a value (AVG: over all, what lacks is 0). */
function aggregate(reduce: (values: readonly number[], all: number) => number, value: Value, frame: Frame): Value {
  if (value.kind !== 'array') {
    const values = present(value.kind === 'series' ? value.of : [number(value)]);
    return scalar(values.length === 0 ? undefined : reduce(values, values.length));
  }
  return series(
    Array.from({ length: frame.length }, (_, i) => {
      const values = present(value.of.map((each) => each[i]));
      return values.length === 0 ? undefined : reduce(values, value.of.length);
    }),
  );
}

/** "Using IF expressions": a condition that lacks gives nothing; a value that lacks is 0 where it is true, and nothing where false. */
function choose([condition = scalar(undefined), yes = scalar(undefined), no]: readonly Value[], frame: Frame): Value {
  if (condition.kind === 'scalar') {
    const chosen = condition.value ? yes : no;
    return series(chosen === undefined ? empty(frame) : seriesOf(chosen, frame));
  }
  const conditions = seriesOf(condition, frame);
  const yeses = seriesOf(yes, frame);
  const noes = no === undefined ? empty(frame) : seriesOf(no, frame);
  return series(conditions.map((holds, i) => (holds === undefined ? undefined : holds !== 0 ? (yeses[i] ?? 0) : noes[i])));
}

function filled(of: TimeSeries, by: Value): TimeSeries {
  if (by.kind === 'scalar') return of.map((value) => value ?? by.value);
  if (by.kind === 'series') return of.map((value, i) => value ?? by.of[i]);
  if (by.kind === 'array') return of.map((value, i) => value ?? by.of[0]?.[i]);
  if (by.word === 'REPEAT') {
    let last: number | undefined;
    return of.map((value) => {
      last = value ?? last;
      return last;
    });
  }
  return of.map((value, i) => value ?? interpolated(of, i));
}

/** On the line between the values before and after; nothing where one of them lacks. */
function interpolated(of: TimeSeries, at: number): number | undefined {
  const before = of.findLastIndex((value, i) => i < at && value !== undefined);
  const after = of.findIndex((value, i) => i > at && value !== undefined);
  if (before === -1 || after === -1) return undefined;
  return of[before]! + ((of[after]! - of[before]!) * (at - before)) / (after - before);
}

function differences(of: TimeSeries, make: (difference: number, periods: number) => number): TimeSeries {
  let last: number | undefined;
  return of.map((value, i) => {
    if (value === undefined) return undefined;
    const before = last;
    last = i;
    return before === undefined ? undefined : make(value - of[before]!, i - before);
  });
}

function runningSum(of: TimeSeries): TimeSeries {
  let total = 0;
  return of.map((value) => {
    if (value === undefined) return undefined;
    total += value;
    return total;
  });
}

function mapped(value: Value, change: (value: number) => number): Value {
  if (value.kind === 'scalar') return scalar(value.value === undefined ? undefined : finite(change(value.value)));
  return mappedSeries(value, (of) => of.map((each) => (each === undefined ? undefined : finite(change(each)))));
}

function mappedSeries(value: Value, change: (of: TimeSeries) => TimeSeries): Value {
  if (value.kind === 'series') return series(change(value.of));
  return value.kind === 'array' ? { kind: 'array', of: value.of.map(change) } : value;
}

function seriesOf(value: Value, frame: Frame): TimeSeries {
  return allSeries(value, frame)[0] ?? empty(frame);
}

function allSeries(value: Value, frame: Frame): readonly TimeSeries[] {
  if (value.kind === 'series') return [value.of];
  if (value.kind === 'array') return value.of;
  return [Array.from({ length: frame.length }, () => number(value))];
}

function number(value: Value): number | undefined {
  return value.kind === 'scalar' ? value.value : undefined;
}

const scalar = (value: number | undefined): Value => ({ kind: 'scalar', value });
const series = (of: TimeSeries): Value => ({ kind: 'series', of });
const empty = ({ length }: Frame): TimeSeries => Array.from({ length }, () => undefined);
const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function present(values: TimeSeries): number[] {
  return values.filter((value) => value !== undefined);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
