import fc from 'fast-check';
import { type Json, NumberLiteral } from '../../src/base/json.ts';
import type { DatePart, FieldTests, Predicate, Test } from '../../src/model/predicate.ts';

/**
 * Random predicates of every form and random events, drawn from the same few names and values so that a good share match. Among
 * them is what attackers would send and what naive matchers get wrong.
 */
const keys = ['a', 'b', 'c', 'a.b', 'b.c', 'a.b.c', '', '.', 'a.', '__proto__', 'constructor', 'toString', '0'];
const paths = [
  ...['a', 'b', 'c', 'a.b', 'a.c', 'b.c', 'a.b.c', 'b.a.c', 'a.a', 'c.a', 'c.b', 'a.b.a', '', '.', 'a.', 'a..b'],
  ...['__proto__', 'a.__proto__', 'constructor', 'constructor.name', 'toString', 'a.length', 'a.0', '0'],
];
const strings = [
  ...['2026-03-01T12:34:56Z', '2027-01-01T23:30:00+02:00', '2024-12-30', '2026-02-30', '-1', '1e3', ' 1', '0.5'],
  ...[
    '',
    'a',
    'b',
    'ab',
    'ba',
    'aa',
    'aab',
    'abab',
    'aba',
    'A',
    'AB',
    'aB',
    'abc',
    'a*b',
    '*',
    '\\',
    'arn:a:b',
    'arn:b:a',
    'arn:',
  ],
  ...[
    'ß',
    'SS',
    'ss',
    'ẞ',
    'k',
    'K',
    '\u212a',
    'i',
    'I',
    'İ',
    'ı',
    'ﬁ',
    'FI',
    'é',
    'É',
    '\ud83d\ude00',
    '\ud83d',
    '\ude00',
    '\0',
    '\u202e',
  ],
  ...['192.0.2.1', '192.0.2.01', '192.0.2.255', '198.51.100.7', '192.0.2', '192.0.2.1.', '192.0.2.256', '1.2.3.4:5', '0.0.0.0'],
  ...['::1', '0:0:0:0:0:0:0:1', '2001:db8::1', '2001:DB8:0::1', '::ffff:192.0.2.1', '::ffff:c000:201', '::', ':', 'dead:beef'],
  ...['1', 'null', 'true', '__proto__', 'x'.repeat(300), `${'ab'.repeat(200)}c`],
];
const literals = ['12345678901234567890', '12345678901234567891', '1e400'];
const numbers = [0, -0, 1, -1, 1.5, 2, 10, 5e-324, 1e308, -1e308, 2 ** 53, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const ranges = [
  ...['192.0.2.0/24', '192.0.2.1/32', '0.0.0.0/0', '198.51.100.0/31', '192.0.2.128/25', '::/0', '::1/128', '2001:db8::/32'],
  ...['2001:db8::1/64', '::ffff:192.0.2.1/128', '::ffff:c000:201/32', 'x/8', '192.0.2.1', '192.0.2.0/33', '::/127'],
];

const regexes = [
  ...[
    'a',
    'ab',
    '^a',
    'b$',
    'a.*b',
    'a+b',
    'a{2}',
    'a{0,1}b',
    '(?:ab)+',
    '(a|b)b',
    'ab|ba',
    '[ab]{2}',
    'arn:.:b',
    '\\d+',
    'aab?',
  ],
  ...[
    'k',
    'ss',
    'aa?b',
    '(?i)AB',
    'a\\*b',
    '',
    '192\\.0',
    'xx+',
    '[[:alpha:]]ab',
    '\\x61b',
    'tru',
    '^$',
    '\\Qa*b\\E',
    'arn:(a|b)',
  ],
];

const string = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'ab', 'aab', 'A', 'b') },
  { weight: 8, arbitrary: fc.constantFrom(...strings) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '*', 'ß', 's', 'S'), maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const number = fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
const ignoreCase = fc.constantFrom({}, {}, { ignoreCase: true as const });
const ofText = fc.constantFrom({}, {}, { ofText: true as const });
const bound = fc.record({ value: number, inclusive: fc.boolean() });

const plainTest: fc.Arbitrary<Test> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('equals' as const),
      value: fc.oneof(string, number, fc.constantFrom(true, false, null)),
    }),
  },
  fc.record({ is: fc.constant('equals-literal' as const), text: fc.constantFrom(...literals) }),
  { weight: 2, arbitrary: fc.record({ is: fc.constant('equals-ignore-case' as const), value: string }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('prefix' as const, 'suffix' as const, 'contains' as const),
        fc.oneof({ weight: 6, arbitrary: string }, { weight: 1, arbitrary: fc.constantFrom('1', 't', 'e', 'RU', 'als', '.5') }),
        ignoreCase,
        ofText,
      )
      .map(([is, value, ...options]) => ({ is, value, ...options[0], ...options[1] })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.array(fc.oneof(fc.constant(''), fc.constantFrom('a', 'b', 'ab', 'arn:', ':'), string), { minLength: 2, maxLength: 4 }),
        ignoreCase,
        ofText,
      )
      .map(([parts, ...options]) => ({ is: 'wildcard' as const, parts, ...options[0], ...options[1] })),
  },
  fc
    .tuple(fc.option(bound), fc.option(bound), ofText)
    .map(([low, high, option]) => ({ is: 'range' as const, ...(low && { low }), ...(high && { high }), ...option })),
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...regexes), fc.constantFrom('', '', 'i', 's', 'ims'), ofText)
      .map(([source, flags, option]) => ({ is: 'regex' as const, source, flags, ...option })),
  },
  fc.record({
    is: fc.constant('date-part' as const),
    part: fc.constantFrom<DatePart[]>('minute', 'hour', 'day', 'week', 'month', 'year'),
    low: fc.record({ value: fc.integer({ min: 0, max: 53 }), inclusive: fc.boolean() }),
  }),
  { weight: 2, arbitrary: fc.record({ is: fc.constant('cidr' as const), range: fc.constantFrom(...ranges) }) },
);

const test: fc.Arbitrary<Test> = fc.letrec<{ test: Test; except: Test }>((tie) => ({
  test: fc.oneof(
    { weight: 12, arbitrary: plainTest },
    { weight: 1, arbitrary: fc.constant<Test>({ is: 'exists' }) },
    { weight: 2, arbitrary: fc.constant<Test>({ is: 'absent' }) },
    { weight: 3, arbitrary: tie('except') },
  ),
  except: fc
    .oneof(
      { weight: 6, arbitrary: fc.array(plainTest, { maxLength: 4 }) },
      { weight: 1, arbitrary: fc.array(tie('test'), { maxLength: 3, depthIdentifier: 'except' }) },
    )
    .map((of) => ({ is: 'except' as const, of })),
})).test;

const path = fc.constantFrom(...paths);

const fieldTests: fc.Arbitrary<FieldTests> = fc.record({ path, any: fc.array(test, { minLength: 1, maxLength: 3 }) });

/** What the dialects make: fields sorted by path. Repeated paths are kept, they have a meaning. */
const together: fc.Arbitrary<Predicate> = fc
  .array(fieldTests, { maxLength: 4 })
  .map((fields) => ({ op: 'together', fields: fields.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) }));

const selector = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ key: fc.constantFrom('a', 'b', 'c', ...keys) }) },
    { weight: 2, arbitrary: fc.record({ element: fc.integer({ min: 0, max: 2 }) }) },
    { weight: 2, arbitrary: fc.record({ every: fc.constantFrom('member' as const, 'element' as const) }) },
  ),
  { minLength: 1, maxLength: 3 },
);
const selecting: fc.Arbitrary<Predicate> = fc.oneof(
  fc
    .tuple(selector, fc.oneof(plainTest, test))
    .filter(([, asked]) => asked.is !== 'absent')
    .map(([steps, asked]) => ({ op: 'select' as const, selector: steps, test: asked })),
  fc.record({
    op: fc.constant('selected' as const),
    selector,
    is: fc.constantFrom('present', 'null', 'true', 'false'),
  }) as fc.Arbitrary<Predicate>,
);

export const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'predicate' },
    { weight: 4, arbitrary: together },
    { weight: 3, arbitrary: fc.record({ op: fc.constant('field' as const), path, test }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('value' as const), path, is: fc.constantFrom('present', 'null') }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('anywhere' as const), path, test: plainTest }) },
    { weight: 3, arbitrary: selecting },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          path,
          path,
          fc.constantFrom('equals' as const, 'prefix' as const, 'suffix' as const, 'contains' as const),
          ignoreCase,
        )
        .map(([one, other, by, option]) => ({ op: 'compare' as const, path: one, with: other, by, ...option })),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constantFrom('all' as const, 'any' as const),
        of: fc.array(tie('predicate'), { maxLength: 4, depthIdentifier: 'predicate' }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('not' as const), of: tie('predicate') }) },
  ),
})).predicate;

const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: string },
  { weight: 3, arbitrary: number },
  fc.constantFrom(true, false, null),
  fc.constantFrom(...literals).map((text) => new NumberLiteral(text) as unknown as Json),
);

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'value' },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'value' }) as fc.Arbitrary<Json> },
    { weight: 4, arbitrary: object(tie('value')) },
  ),
})).value;

/** As `JSON.parse` makes them: `__proto__` is a key like any other. */
function object(member: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.array(fc.tuple(fc.constantFrom(...keys), member), { maxLength: 5 }).map((members) => {
    const made: Record<string, Json> = {};
    for (const [key, each] of members)
      Object.defineProperty(made, key, { value: each, enumerable: true, configurable: true, writable: true });
    return made;
  });
}

export const event: fc.Arbitrary<Json> = fc.oneof({ weight: 20, arbitrary: object(value) }, { weight: 1, arbitrary: value });

/** Many fields over the same few arrays: what array consistency is about. */
const crowdedTest: fc.Arbitrary<Test> = fc.constantFrom<Test>(
  ...['x', 'y', 'x'].map((value): Test => ({ is: 'equals', value })),
  { is: 'absent' },
  { is: 'absent' },
  { is: 'except', of: [{ is: 'equals', value: 'x' }] },
  { is: 'exists' },
);
const crowdedPath = fc.constantFrom('a.x', 'a.y', 'a.x', 'a.y', 'a.b.x', 'b.x', 'b', 'a.b', 'a');
export const crowdedPredicate: fc.Arbitrary<Predicate> = fc
  .array(fc.record({ path: crowdedPath, any: fc.array(crowdedTest, { minLength: 1, maxLength: 2 }) }), {
    minLength: 2,
    maxLength: 6,
  })
  .map((fields) => ({ op: 'together', fields: fields.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) }));

const crowdedValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'crowded' },
    { weight: 2, arbitrary: fc.constantFrom<Json>('x', 'y') },
    { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'crowded' }) as fc.Arbitrary<Json> },
    {
      weight: 4,
      arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'x', 'y', 'a.b', 'b.x'), tie('value'), {
        maxKeys: 4,
        depthIdentifier: 'crowded',
      }) as fc.Arbitrary<Json>,
    },
  ),
})).value;
export const crowdedEvent: fc.Arbitrary<Json> = fc.dictionary(fc.constantFrom('a', 'b', 'a.x', 'a.b'), crowdedValue, {
  minKeys: 1,
}) as fc.Arbitrary<Json>;
