import fc from 'fast-check';
import { envelopes } from '../../bench/events.ts';
import { generateMixed } from '../../bench/generate-rules.ts';
import { generateSigmaRules } from '../../bench/sigma-rules.ts';
import type { Json } from '../../src/base/json.ts';
import { compileEventPatternText } from '../../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { compileFilter } from '../../src/engine/rules/dialects/metric-filter/compile-filter.ts';
import { toMetricFilter } from '../../src/engine/rules/dialects/metric-filter/export/to-metric-filter.ts';
import { evaluate } from '../../src/engine/rules/evaluate.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import type { Predicate, Test } from '../../src/model/predicate.ts';

export interface ExportAgreement {
  /** Of the rules: how many could be said. */
  readonly said: number;
  readonly rules: number;
  readonly positives: number;
  readonly pairs: number;
}

/** Throws where an exported pattern and its rule differ over an event. */
function compare(rules: readonly Predicate[], events: readonly Json[]): ExportAgreement {
  let [said, positives, pairs] = [0, 0, 0];
  for (const rule of rules) {
    const filter = toMetricFilter(rule);
    if (!('pattern' in filter)) continue;
    said++;
    const { test } = compileFilter(filter.pattern);
    for (const event of events) {
      const expected = evaluate(rule, event);
      pairs++;
      if (expected) positives++;
      const { detail } = event as { detail: object };
      if (test(detail) !== expected)
        throw new Error(
          `${filter.pattern} says ${!expected} of ${JSON.stringify(detail)}, the rule ${JSON.stringify(rule)} ${expected}`,
        );
    }
  }
  return { said, rules: rules.length, positives, pairs };
}

/** Rules as people write them, over a simulated account's events. */
export function assertExportOfWrittenRules(options: {
  readonly rules: number;
  readonly events: number;
  readonly seed: number;
}): ExportAgreement {
  const patterns = generateMixed(options.rules, options.seed).map((pattern) => compileEventPatternText(JSON.stringify(pattern)));
  const sigma = loadRules(generateSigmaRules(options.rules, options.seed).map((text, index) => ({ file: `${index}.yml`, text })));
  return compare([...patterns, ...sigma.rules.map(({ when }) => when)], envelopes(options.events) as unknown as Json[]);
}

/**
 * Random questions to fields of each kind, and random records in which fields are what the export takes them for: texts of AWS's own in
 * one spelling, no number where the rule asks for a text, no list.
 */
const texts = [
  'a',
  'ab',
  'b',
  'Ab',
  'x*y',
  '*',
  'a.b',
  '',
  'q"w\\e',
  '198.51.100.7',
  '10.1.2.3',
  'arn:aws:iam::1:role/a',
  '(a)',
  'é',
];
const names = ['StopLogging', 'GetObject', 'PutObject'];
const text = fc.constantFrom(...texts);
const ignoreCase = fc.constantFrom({}, { ignoreCase: true as const });
const textTest: fc.Arbitrary<Test> = fc.oneof(
  { weight: 3, arbitrary: text.map((value) => ({ is: 'equals' as const, value })) },
  text.map((value) => ({ is: 'equals-ignore-case' as const, value })),
  fc
    .tuple(fc.constantFrom('prefix' as const, 'suffix' as const, 'contains' as const), text, ignoreCase)
    .map(([is, value, option]) => ({ is, value, ...option })),
  fc
    .tuple(fc.array(fc.constantFrom('', 'a', 'b', '.', 'arn:'), { minLength: 2, maxLength: 3 }), ignoreCase)
    .map(([parts, option]) => ({ is: 'wildcard' as const, parts, ...option })),
  fc
    .constantFrom('^a', 'b$', 'a\\.b', '[ab]+', 'x\\*', '"w', 'a|\\(', '\\\\e', '\\d{2}')
    .map((source) => ({ is: 'regex' as const, source, flags: 's' })),
  fc
    .constantFrom('198.51.100.0/24', '10.0.0.0/8', '198.51.100.7/32', '198.51.96.0/20')
    .map((range) => ({ is: 'cidr' as const, range })),
);
const numberTest: fc.Arbitrary<Test> = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((value) => ({ is: 'equals' as const, value })),
  fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.boolean())
    .map(([value, inclusive]) => ({ is: 'range' as const, low: { value, inclusive }, high: { value: 3, inclusive } })),
);
const special = fc.constantFrom<Test>({ is: 'exists' }, { is: 'absent' });
const constant = fc.constantFrom(true, false, null).map((value): Test => ({ is: 'equals', value }));
const within = (plain: fc.Arbitrary<Test>) =>
  fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: special },
    { weight: 2, arbitrary: fc.array(plain, { minLength: 1, maxLength: 2 }).map((of) => ({ is: 'except' as const, of })) },
  );
const nameTest = fc.constantFrom(...names).map((value): Test => ({ is: 'equals-ignore-case', value }));
const fields: readonly (readonly [path: string, test: fc.Arbitrary<Test>])[] = [
  ['detail.eventName', within(nameTest)],
  ['detail.userAgent', within(textTest)],
  ['detail.userIdentity.arn', within(textTest)],
  ['detail.errorCode', within(nameTest)],
  ['detail.readOnly', within(constant)],
  ['detail.requestParameters.name', within(fc.oneof(textTest, constant))],
  ['detail.requestParameters.count', within(fc.oneof({ weight: 3, arbitrary: numberTest }, { weight: 1, arbitrary: constant }))],
  ['detail.resources.ARN', textTest],
  ['source', fc.constantFrom('aws.s3', 'aws.iam').map((value): Test => ({ is: 'equals', value }))],
];
const question = fc.oneof(
  ...fields.map(([path, test]) =>
    fc.oneof(
      { weight: 3, arbitrary: test.map((each): Predicate => ({ op: 'field', path, test: each })) },
      {
        weight: 1,
        arbitrary: fc
          .array(test, { minLength: 1, maxLength: 2 })
          .map((any): Predicate => ({ op: 'together', fields: [{ path, any }] })),
      },
      {
        weight: path.includes('resources') || path === 'source' ? 0 : 1,
        arbitrary: fc.constantFrom('present' as const, 'null' as const).map((is): Predicate => ({ op: 'value', path, is })),
      },
    ),
  ),
);
const rule = fc.letrec<{ rule: Predicate }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'rule' },
    { weight: 3, arbitrary: question },
    fc.record({
      op: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('rule'), { minLength: 1, maxLength: 3, depthIdentifier: 'rule' }),
    }),
    fc.record({ op: fc.constant('not' as const), of: tie('rule') }),
  ),
})).rule;
const maybe = (value: fc.Arbitrary<Json>) => fc.option(value, { nil: undefined });
const record = fc
  .record({
    eventName: fc.constantFrom(...names),
    eventSource: fc.constantFrom('s3.amazonaws.com', 'iam.amazonaws.com'),
    userAgent: maybe(text),
    userIdentity: maybe(fc.record({ arn: maybe(text) }) as fc.Arbitrary<Json>),
    errorCode: maybe(fc.constantFrom(...names)),
    readOnly: maybe(fc.boolean()),
    requestParameters: maybe(
      fc.record({
        name: maybe(fc.oneof({ weight: 5, arbitrary: text }, fc.constantFrom<Json>(true, false, null))),
        count: maybe(
          fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.constantFrom<Json>(true, false, null)),
        ),
      }) as fc.Arbitrary<Json>,
    ),
    resources: maybe(fc.array(fc.record({ ARN: text }), { maxLength: 2 }) as fc.Arbitrary<Json>),
  })
  .map((made) => JSON.parse(JSON.stringify(made)) as { readonly eventSource: string });

export function assertExportOfRandomRules(options: { readonly runs: number; readonly seed: number }): ExportAgreement {
  let [said, rules, positives, pairs] = [0, 0, 0, 0];
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.array(record, { minLength: 1, maxLength: 6 }),
      (some, records) => {
        const events = records.map((detail) => ({ source: `aws.${detail.eventSource.split('.')[0]}`, detail }));
        const found = compare(some, events as unknown as Json[]);
        said += found.said;
        rules += found.rules;
        positives += found.positives;
        pairs += found.pairs;
      },
    ),
    { numRuns: options.runs, seed: options.seed },
  );
  return { said, rules, positives, pairs };
}
