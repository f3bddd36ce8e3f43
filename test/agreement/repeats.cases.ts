/** A record as CloudTrail writes it, with what is put in the places between. */
function record({
  id = '55c8aa0c-39b5-4b41-a8d7-6e0d4b1e4b7b',
  time = '2026-03-01T12:34:56Z',
  type = 'Root',
  name = 'StopLogging',
  head = '',
  behindTime = '',
  middle = '',
  request = '',
  tail = '',
}: Readonly<Record<string, string>> = {}): string {
  return (
    `{"eventVersion":"1.10"${head},"userIdentity":{"type":"${type}","principalId":"123456789012","accountId":"123456789012"},` +
    `"eventTime":"${time}"${behindTime},"eventSource":"cloudtrail.amazonaws.com","eventName":"${name}","awsRegion":"us-east-1",` +
    `"sourceIPAddress":"192.0.2.1","userAgent":"aws-cli/2.15"${middle},"requestParameters":null${request},"eventID":"${id}",` +
    `"readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"123456789012"${tail}}`
  );
}

const content = (...records: string[]) => `{"Records":[${records.join(',')}]}`;
const usual = content(record(), record({ type: 'IAMUser' }), record({ name: 'DescribeTrails' }));
const requestId = ',"requestID":"0a1b2c3d-1111-4222-8333-444455556666"';
const requested = content(
  record({ request: requestId }),
  record({ request: requestId, name: 'DescribeTrails' }),
  record({ request: requestId, type: 'IAMUser' }),
);

/** Contents, one after the other, for a reader that remembers stretches of records. The last one is what it is about. */
export const repeatCases: readonly { readonly title: string; readonly contents: readonly string[] }[] = [
  { title: 'the same record, again and again', contents: [usual, usual] },
  { title: 'another type of identity, of the same length', contents: [usual, content(record({ type: 'Toor' }))] },
  { title: 'a key of the known end stands before it, too', contents: [usual, content(record({ middle: ',"eventType":"a"' }))] },
  {
    title: 'a key of the known middle stands behind it, in an end that is known from a record without it',
    contents: [
      usual,
      content(
        record({ tail: ',"eventName":"StopLogging"' }).replace('"eventName":"StopLogging",', ''),
        record({ name: 'DescribeTrails', tail: ',"eventName":"StopLogging"' }),
      ),
    ],
  },
  { title: 'a line feed in the time', contents: [usual, content(record({ time: '2026-03-01T12:34:5\nZ' }))] },
  { title: 'a line feed in the id', contents: [usual, content(record({ id: 'a\nb' }))] },
  { title: 'an escape in the time', contents: [usual, content(record({ time: '2026-03-01T12:34:5\\u0036Z' }))] },
  { title: 'an escaped quote at the end of the id', contents: [usual, content(record({ id: 'a\\"' }))] },
  { title: 'an id that is no text', contents: [usual, content(record().replace(/"eventID":"[^"]*"/, '"eventID":12'))] },
  ...[
    ['no other end', requestId, {}],
    ['an end that is not known', requestId, { tail: ',"errorCode":"3"' }],
    ['an end that never ends', requestId, { tail: ',"errorCode":' }],
    ['an escaped quote at its end', ',"requestID":"a\\"', {}],
    ['an escape in it', ',"requestID":"\\u0041"', {}],
    ['a line feed in it', ',"requestID":"a\nb"', {}],
    ['letters outside ASCII', ',"requestID":"ß"', {}],
    ['twice', `${requestId}${requestId}`, {}],
    ['no text', ',"requestID":{"eventID":"a"}', {}],
    ['a colon too many', ',"requestID":"a":', {}],
    ['an id before it, too', `,"eventID":"a"${requestId}`, {}],
    ['an id with a line feed behind it', requestId, { id: 'a\nb' }],
    ['an id with an escape behind it', requestId, { id: '\\u0041' }],
    ['an id with an escaped quote behind it', requestId, { id: 'a\\"' }],
    ['two ids behind it', requestId, { tail: ',"eventID":"a"' }],
    ['two ids behind each other', `${requestId},"eventID":"a"`, {}],
    ['an id with a word behind it', requestId, { id: 'a"true,"x":"' }],
  ].map(([title, request, more]) => ({
    title: `an id of a request, and ${title as string}`,
    contents: [requested, content(record({ request: request as string, ...(more as object) }))],
  })),
  {
    title: 'an id of a request, and an end in the middle of what follows',
    contents: [requested, ...[5, 30, 140, 150, 190, 195].map((left) => requested.slice(0, -left))],
  },
  { title: "an id that isn't there", contents: [usual, content(record().replace(/"eventID":"[^"]*",/, ''))] },
  { title: 'two ids', contents: [usual, content(record({ middle: ',"eventID":"a"' }))] },
  { title: 'two times', contents: [usual, content(record({ middle: ',"eventTime":"2026-03-01T12:34:56Z"' }))] },
  { title: 'something between time and source', contents: [usual, content(record({ behindTime: ',"errorCode":"a"' }))] },
  {
    title: 'nothing between two members',
    contents: [usual, content(record().replace('"userAgent":"aws-cli/2.15",', '"userAgent":"aws-cli/2.15"'))],
  },
  { title: 'a list right behind the identity', contents: [usual, content(record().replace('},"eventTime"', '}[],"eventTime"'))] },
  { title: 'a word right behind the user agent', contents: [usual, content(record({ middle: 'true' }))] },
  {
    title: 'a second identity, known from a record that had no other',
    contents: [
      content(record({ tail: ',"userIdentity":{"accountId":"1"}' }).replace(/"userIdentity":\{[^}]*\},/, '')),
      content(record({ name: 'DescribeTrails', tail: ',"userIdentity":{"accountId":"1"}' })),
    ],
  },
  {
    title: 'a comma too many behind the identity',
    contents: [usual, content(record().replace('},"eventTime"', '},,"eventTime"'))],
  },
  { title: 'a comma too many behind the id', contents: [usual, content(record().replace('7b",', '7b",,'))] },
  { title: 'a bracket too many behind a known end', contents: [usual, `{"Records":[${record()}}]}`] },
  { title: 'a list that goes on with nothing', contents: [usual, `{"Records":[${record()},]}`] },
  { title: 'a list that goes on with a number', contents: [usual, `{"Records":[${record()},1]}`] },
  { title: "a list that doesn't end", contents: [usual, `{"Records":[${record()}`, `{"Records":[${record()}]`] },
  { title: 'something behind the list', contents: [usual, `{"Records":[${record()}],"x":1}`, `{"Records":[${record()}]}}`] },
  {
    title: 'a stretch of a content that turns out to be damaged is forgotten',
    contents: [
      usual,
      `{"Records":[${record({ head: ',"x":[1,,2]' })}]}`,
      content(record({ head: ',"x":[1,,2]' })),
      `{"Records":[${record({ tail: ',"x":01' })},${record()}]`,
      content(record({ tail: ',"x":01' })),
    ],
  },
  {
    title: 'damage and the end of its stretch wherever they lie in a block are forgotten together',
    contents: [
      usual,
      ...Array.from({ length: 16 }, (_, i) => `,"p":"${'y'.repeat(4 * i)}","x":01`).flatMap((tail) =>
        [1, 2, 3].map(() => content(record({ tail }))),
      ),
    ],
  },
  {
    title: 'an id of a request, and a key that is nearly that of an id',
    contents: [requested, content(record({ request: requestId }).replace('"eventID"', '"eventIx"'))],
  },
  {
    title: 'a value outside ASCII, a list and a dot in known stretches',
    contents: [
      content(record({ type: 'Röot' }), record({ type: 'Röot' })),
      content(record({ tail: ',"errorCode":["a"]' }), record({ tail: ',"errorCode":["a"]' })),
      content(record({ tail: ',"userIdentity.type":"a"' }), record({ tail: ',"userIdentity.type":"a"' })),
      content(...[1, 2].map(() => record({ tail: ',"userIdentity.type":"a"' }).replace(/"userIdentity":\{[^}]*\},/, ''))),
    ],
  },
  {
    title: 'more different stretches than there is room for',
    contents: Array.from({ length: 12 }, (_, part) =>
      content(...Array.from({ length: 2000 }, (_, i) => record({ head: `,"n":"${part} ${i}"`, tail: `,"n":"${part} ${i}"` }))),
    ),
  },
  {
    title: 'more different values of fields that decide than there is room for',
    contents: Array.from({ length: 15 }, (_, part) =>
      content(
        ...Array.from({ length: 2000 }, (_, i) => {
          const tail = `,"errorCode":"${i % 100 === 0 ? 3 : `${part} ${i}`}"`;
          return record({ name: `Call${part * 2000 + i}`, type: i % 50 === 0 ? 'a' : 'IAMUser', tail });
        }),
      ),
    ),
  },
  {
    title: 'stretches that differ far from where they begin',
    contents: [1, 2].map(() =>
      content(...Array.from({ length: 50 }, (_, i) => record({ tail: `,"x":"${'y'.repeat(200)}","errorCode":"${i % 7}"` }))),
    ),
  },
  {
    title: 'a stretch longer than is remembered',
    contents: [1, 2].map(() => content(record({ tail: `,"x":"${'y'.repeat(3000)}"` }))),
  },
  { title: 'records in lines', contents: [usual, JSON.stringify(JSON.parse(usual), undefined, 2)] },
];
