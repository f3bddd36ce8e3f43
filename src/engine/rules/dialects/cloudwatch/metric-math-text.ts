import { Problem } from '../../../../base/problem.ts';
import { mathFunctions, type MathOperator, type MetricMath } from '../../../../model/metric-math.ts';
import { quote } from '../rule-reader.ts';

/** What the names in an expression stand for. */
export interface MathNames {
  /** A metric or expression by its id; nothing for an unknown one. */
  resolve(id: string): MetricMath | undefined;
  /** All metrics, those only whose id contains the text. */
  metrics(containing: string): readonly MetricMath[];
}

const longest = 1024;
const mostNodes = 500;
const deepest = 50;

/** Functions of metric math that need what an alarm here doesn't have: models, searches, quotas, the clock. */
const elsewhere = [
  'ANOMALY_DETECTION_BAND',
  'DATE',
  'DAY',
  'DB_PERF_INSIGHTS',
  'DIFF_TIME',
  'EPOCH',
  'HOUR',
  'INSIGHT_RULE_METRIC',
  'LAMBDA',
  'MINUTE',
  'MONTH',
  'REMOVE_EMPTY',
  'SEARCH',
  'SELECT',
  'SERVICE_QUOTA',
  'SLICE',
  'SORT',
  'YEAR',
];

/** Loosest first. */
const levels: readonly (readonly MathOperator[])[] = [
  ['OR'],
  ['AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];
const spellings: Readonly<Record<string, MathOperator>> = { '||': 'OR', '&&': 'AND' };

/**
 * An expression of metric math. Source: CloudWatch User Guide, "Using metric math".
 * @throws {Problem} RULE_PATTERN; RULE_NOT_APPLICABLE for a function that alarms here lack; RULE_TOO_LARGE
 */
export function parseMetricMath(text: string, names: MathNames): MetricMath {
  const tokens = tokensOf(text);
  let next = 0;
  const fail = (message: string): never => {
    const place = tokens[next]?.at ?? text.length;
    throw new Problem('RULE_PATTERN', `${message}, at character ${place + 1} of ${quote(text)}`);
  };
  const take = (expected: string): boolean => {
    if (tokens[next]?.text !== expected || tokens[next]?.kind === 'text') return false;
    next++;
    return true;
  };
  const operator = (level: number): MathOperator | undefined => {
    const token = tokens[next];
    if (token === undefined || token.kind === 'text') return undefined;
    const found = spellings[token.text] ?? token.text;
    const by = levels[level]!.find((known) => known === found);
    if (by !== undefined) next++;
    return by;
  };
  const at = (level: number, depth: number): MetricMath => {
    if (depth > deepest) throw new Problem('RULE_TOO_LARGE', `an expression that is nested deeper than ${deepest} levels`);
    if (level === levels.length) return unary(depth);
    let left = at(level + 1, depth);
    for (let by = operator(level); by !== undefined; by = operator(level))
      left = { op: 'binary', by, left, right: at(level + 1, depth) };
    return left;
  };
  const unary = (depth: number): MetricMath => {
    if (depth > deepest) throw new Problem('RULE_TOO_LARGE', `an expression that is nested deeper than ${deepest} levels`);
    return take('-') ? { op: 'negate', of: unary(depth + 1) } : one(depth + 1);
  };
  const list = (close: string, depth: number): MetricMath[] => {
    const of: MetricMath[] = [];
    if (take(close)) return of;
    do of.push(at(0, depth));
    while (take(','));
    if (!take(close)) fail(`expected ${close}`);
    return of;
  };
  const one = (depth: number): MetricMath => {
    const token = tokens[next];
    if (token === undefined) return fail('expected a number, a name or a function');
    if (take('(')) {
      const inside = at(0, depth);
      return take(')') ? inside : fail('expected )');
    }
    if (take('[')) return { op: 'array', of: list(']', depth) };
    if (token.kind === 'number') {
      next++;
      return { op: 'number', value: Number(token.text) };
    }
    if (token.kind !== 'word') return fail(`${quote(token.text)} where a number, a name or a function is expected`);
    next++;
    if (token.text === 'METRICS' && take('(')) return metrics();
    if (token.text === 'REPEAT' || token.text === 'LINEAR') return { op: 'word', word: token.text };
    if (/^[A-Z]/.test(token.text)) return call(token.text, depth);
    const named = names.resolve(token.text);
    if (named !== undefined) return named;
    next--;
    return fail(`${quote(token.text)} is the id of no metric and no expression`);
  };
  const metrics = (): MetricMath => {
    const filter = tokens[next]?.kind === 'text' ? tokens[next++]!.text : '';
    return take(')') ? { op: 'array', of: names.metrics(filter) } : fail('expected )');
  };
  const call = (name: string, depth: number): MetricMath => {
    const known = mathFunctions.find((each) => each === name);
    if (known === undefined) {
      if (elsewhere.includes(name)) throw new Problem('RULE_NOT_APPLICABLE', `${name} is metric math that can't be judged here`);
      next--;
      return fail(`there is no function ${quote(name)}`);
    }
    if (!take('(')) fail(`expected ( behind ${name}`);
    const of = list(')', depth);
    if (of.length === 0) fail(`${name} needs something in its parentheses`);
    return { op: 'call', name: known, of };
  };
  const math = at(0, 0);
  if (next < tokens.length) fail('expected an operator or the end');
  if (sizeOf(math) > mostNodes) throw new Problem('RULE_TOO_LARGE', `an expression of more than ${mostNodes} parts, written out`);
  return math;
}

interface Token {
  readonly kind: 'number' | 'word' | 'text' | 'sign';
  readonly text: string;
  readonly at: number;
}

function tokensOf(text: string): Token[] {
  if (text.length > longest)
    throw new Problem('RULE_TOO_LARGE', `an expression of ${text.length} characters, and AWS takes ${longest}`);
  const tokens: Token[] = [];
  const pattern =
    /\s+|(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|(?:"([^"]*)"|'([^']*)')|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],])/y;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null)
      throw new Problem(
        'RULE_PATTERN',
        `${quote(text[at]!)} is nothing that metric math has, at character ${at + 1} of ${quote(text)}`,
      );
    const [, number, word, double, single, sign] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at });
    else if (double !== undefined || single !== undefined) tokens.push({ kind: 'text', text: double ?? single!, at });
  }
  return tokens;
}

/** Parts of an expression, those of other expressions that it names included. */
export function sizeOf(math: MetricMath): number {
  switch (math.op) {
    case 'array':
    case 'call':
      return math.of.reduce((sum, each) => sum + sizeOf(each), 1);
    case 'negate':
      return 1 + sizeOf(math.of);
    case 'binary':
      return 1 + sizeOf(math.left) + sizeOf(math.right);
    default:
      return 1;
  }
}

/** The metrics that an expression looks at, by their places. */
export function metricsIn(math: MetricMath): number[] {
  switch (math.op) {
    case 'metric':
      return [math.index];
    case 'array':
    case 'call':
      return math.of.flatMap(metricsIn);
    case 'negate':
      return metricsIn(math.of);
    case 'binary':
      return [...metricsIn(math.left), ...metricsIn(math.right)];
    default:
      return [];
  }
}
