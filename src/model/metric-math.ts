/** Functions of metric math that alarms can use here. */
export const mathFunctions = [
  'ABS',
  'AVG',
  'CEIL',
  'DATAPOINT_COUNT',
  'DIFF',
  'FILL',
  'FIRST',
  'FLOOR',
  'IF',
  'LAST',
  'LOG',
  'LOG10',
  'MAX',
  'METRIC_COUNT',
  'MIN',
  'PERIOD',
  'RATE',
  'RUNNING_SUM',
  'STDDEV',
  'SUM',
  'TIME_SERIES',
] as const;
export type MathFunction = (typeof mathFunctions)[number];

/**
 * An expression over the metrics of an alarm (CloudWatch User Guide, "Using metric math"). `METRICS()` and the names of other
 * expressions are written out.
 */
export type MetricMath =
  | { readonly op: 'number'; readonly value: number }
  /** By its place among the alarm's metrics. */
  | { readonly op: 'metric'; readonly index: number }
  | { readonly op: 'array'; readonly of: readonly MetricMath[] }
  | { readonly op: 'negate'; readonly of: MetricMath }
  | { readonly op: 'binary'; readonly by: MathOperator; readonly left: MetricMath; readonly right: MetricMath }
  | { readonly op: 'call'; readonly name: MathFunction; readonly of: readonly MetricMath[] }
  /** How FILL fills. */
  | { readonly op: 'word'; readonly word: 'REPEAT' | 'LINEAR' };

export type MathOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';
