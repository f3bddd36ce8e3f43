import fc from 'fast-check';

/**
 * Log files as CloudTrail writes them, and as somebody would write them who wants to hide a record from a reader that doesn't parse: escapes in
 * keys and values, keys twice, keys of the same name elsewhere, dots in keys, other types, white space, bytes that are no UTF-8, damage.
 */
const usual = ['a', 'b', 'ab', 'aab', 'A', 'abc', 'arn:a:b', '192.0.2.1', 'ß', '', '1', 'true', 'SS', '2026-03-01T12:34:56Z'];
const text = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...usual) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('","eventName":"b', '\\', '"', '{', '}]}', 'x'.repeat(70), '\u2028', '\ud83d') },
);

/** A JSON string, some of its characters escaped though they need not be. */
const quoted = fc
  .tuple(text, fc.integer({ min: 0, max: 12 }))
  .map(([value, chance]) =>
    [...JSON.stringify(value).slice(1, -1)].some((c) => c === '\\') || chance < 11
      ? JSON.stringify(value)
      : `"${[...value].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
  );

const other = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'hostile' },
    { weight: 6, arbitrary: quoted },
    { weight: 3, arbitrary: fc.constantFrom('true', 'false', 'null', '0', '-1.5e3', '12', '{}', '[]', '1e400') },
    {
      weight: 2,
      arbitrary: fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'hostile' }).map((values) => `[${values.join(',')}]`),
    },
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.tuple(
            fc.constantFrom(
              'eventName',
              'userIdentity',
              'type',
              'name',
              'Records',
              'a.b',
              'sessionContext',
              'sessionIssuer',
              'userName',
              '',
            ),
            tie('value'),
          ),
          { maxLength: 4, depthIdentifier: 'hostile' },
        )
        .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`),
    },
  ),
})).value;

const members = (of: readonly (readonly [string, fc.Arbitrary<string>, number])[]) =>
  fc
    .tuple(...of.map(([, value, weight]) => fc.option(value, { nil: undefined, freq: weight })))
    .map((values) => of.flatMap(([key], index) => (values[index] === undefined ? [] : [`"${key}":${values[index]}`])));

const issuer = members([
  ['userName', quoted, 6],
  ['type', quoted, 2],
]).map((list) => `{${list.join(',')}}`);
const session = members([['sessionIssuer', fc.oneof({ weight: 6, arbitrary: issuer }, other), 6]]).map(
  (list) => `{${list.join(',')}}`,
);
const identity = members([
  ['type', fc.oneof({ weight: 9, arbitrary: quoted }, other), 8],
  ['accountId', quoted, 2],
  ['sessionContext', fc.oneof({ weight: 6, arbitrary: session }, other), 4],
]).map((list) => `{${list.join(',')}}`);

const mostly = (value: fc.Arbitrary<string>, rarely: fc.Arbitrary<string> = other) =>
  fc.oneof({ weight: 20, arbitrary: value }, { weight: 1, arbitrary: rarely });

const fields = members([
  ['eventVersion', fc.constant('"1.08"'), 10],
  ['userIdentity', mostly(identity), 8],
  [
    'eventTime',
    mostly(
      fc.constantFrom('"2026-01-31T12:00:00Z"', '"2024-02-29T23:59:59Z"', '"2026-02-29T00:00:00Z"', '"2026-01-31T12:00:00.5Z"'),
    ),
    60,
  ],
  ['eventSource', mostly(fc.constantFrom('"iam.amazonaws.com"', '"signin.amazonaws.com"', '"a"', '"aws:s3"', '""')), 60],
  ['eventName', mostly(quoted), 60],
  ['errorCode', mostly(quoted), 2],
  ['userAgent', mostly(quoted), 4],
  ['readOnly', mostly(fc.constantFrom('true', 'false', 'null', '"true"')), 4],
  ['requestParameters', other, 6],
  ['eventType', mostly(fc.constantFrom('"AwsApiCall"', '"AwsConsoleSignIn"', '"a"')), 6],
  ['eventCategory', fc.constantFrom('"Management"', '"Insight"'), 4],
  ['eventID', mostly(fc.constantFrom('"55c8aa0c-39b5-4b41-a8d7-6e0d4b1e4b7b"', '"1"', '"\\u0031"')), 20],
  ['managementEvent', fc.constant('true'), 6],
  ['recipientAccountId', mostly(quoted), 6],
  ['tlsDetails', fc.oneof(fc.constant('{"tlsVersion":"TLSv1.3","userName":"a"}'), other), 4],
  ['sourceIPAddress', fc.constant('"192.0.2.1"'), 6],
]);

/** What is put behind the members of a record, now and then. */
const trick = fc.oneof(
  { weight: 30, arbitrary: fc.constant('') },
  fc.constantFrom(
    ',"eventName":"a"',
    ',"event\\u004eame":"a"',
    ',"userIdentity":{"type":"a"}',
    ',"userIdentity.type":"a"',
    ',"userIdentity.sessionContext":{"sessionIssuer":{"userName":"a"}}',
    ',"errorCode.x":1',
    ',"\\"eventName":"a"',
    ',"x,\\"eventName":"a"',
    ',"\\u0000eventName":"ab"',
    ',"__proto__":{"errorCode":"a"}',
    ',"a very long name of a field that nobody ever saw in any log and that goes on and on, eventName":"a"',
    ',"x":"\\ud83d\\ude00\\\\"',
  ),
);

const record = fc
  .tuple(fields, trick, fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(5)))
  .map(([list, more, turn]) => `{${[...list.slice(turn), ...list.slice(0, turn)].join(',')}${list.length > 0 ? more : ''}}`);

/** The same ones again and again, which a reader may remember. */
const repeated = fc
  .tuple(fc.array(record, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { minLength: 2, maxLength: 9, size: 'max' }))
  .map(([records, order]) => order.map((number) => records[number % records.length]));

const whole = fc.oneof(
  { weight: 20, arbitrary: repeated.map((records) => `{"Records":[${records.join(',')}]}`) },
  {
    weight: 30,
    arbitrary: fc
      .array(record, { minLength: 1, maxLength: 6, size: 'max' })
      .map((records) => `{"Records":[${records.join(',')}]}`),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(record, other), { maxLength: 4 }).map((records) => `{"Records":[${records.join(',')}]}`),
  },
  { weight: 1, arbitrary: record.map((one) => `{"Records":[${one}],"Records":[${one}]}`) },
  { weight: 1, arbitrary: record.map((one) => `{"x":1,"Records":[${one}]}`) },
);

const laidOut = fc.tuple(whole, fc.nat(9)).map(([content, layout]) => {
  if (layout > 2) return content;
  try {
    // Not the same text any more where a key came twice; that doesn't matter.
    return `${JSON.stringify(JSON.parse(content), undefined, layout)}${layout === 1 ? '\n' : ''}`;
  } catch {
    return content;
  }
});

/** Bytes changed, put in or taken out. */
const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...Buffer.from('"\\{}[]:, \n1tn\u00ff.e-\0')), fc.nat(2)), {
  maxLength: 2,
});

/** A content, and the same with damage of several kinds. */
export const hostileContents: fc.Arbitrary<readonly Buffer[]> = fc
  .tuple(laidOut, fc.array(damage, { maxLength: 5 }))
  .map(([content, damages]) => [Buffer.from(content), ...damages.map((changes) => damaged(Buffer.from(content), changes))]);

function damaged(content: Buffer, changes: readonly (readonly [number, number, number])[]): Buffer {
  let bytes = content;
  for (const [place, byte, kind] of changes) {
    const at = place % bytes.length;
    if (kind === 0) bytes[at] = byte;
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]);
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  }
  return bytes;
}
