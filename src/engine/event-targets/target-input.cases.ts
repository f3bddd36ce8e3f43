import type { TargetInputFields } from './target-input.ts';

/** The event of the examples in the EventBridge user guide, "Transforming target input". */
export const documentedEvent = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: { 'instance-id': 'i-0123456789', state: 'RUNNING' },
};

/** Its variables. */
const map = { timestamp: '$.time', instance: '$.detail.instance-id', state: '$.detail.state' };
const { detail: _, ...withoutDetail } = documentedEvent;
const transformed = (InputTemplate: string, InputPathsMap: Readonly<Record<string, string>> = map): TargetInputFields => ({
  InputTransformer: { InputTemplate, InputPathsMap },
});

/** What a target gets, of the event above. "documented" are the guide's own examples. */
export const targetInputCases: readonly (readonly [fact: string, fields: TargetInputFields, gets: string | undefined])[] = [
  ['without anything, the whole event', {}, JSON.stringify(documentedEvent)],
  ['Input is sent as it is', { Input: '{"a": [1, 2]}' }, '{"a": [1, 2]}'],
  ['InputPath: a value', { InputPath: '$.detail.state' }, '"RUNNING"'],
  ['InputPath: a part', { InputPath: '$.detail' }, '{"instance-id":"i-0123456789","state":"RUNNING"}'],
  ['InputPath: all', { InputPath: '$' }, JSON.stringify(documentedEvent)],
  ['InputPath: an element', { InputPath: '$.resources[0]' }, '"arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"'],
  ['InputPath: every element', { InputPath: '$.resources[*]' }, '["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"]'],
  ['InputPath: a name in quotes', { InputPath: "$['detail']['instance-id']" }, '"i-0123456789"'],
  ['InputPath that leads nowhere: nothing is sent', { InputPath: '$.detail.nowhere' }, undefined],
  ['documented: simple string', transformed('"instance <instance> is in <state>"'), '"instance i-0123456789 is in RUNNING"'],
  [
    'documented: string with escaped quotes',
    transformed('"instance \\"<instance>\\" is in <state>"'),
    '"instance \\"i-0123456789\\" is in RUNNING"',
  ],
  [
    'documented: simple JSON, minified',
    transformed('{\n  "instance" : <instance>,\n  "state": <state>\n}'),
    '{"instance":"i-0123456789","state":"RUNNING"}',
  ],
  [
    'documented: JSON with strings and variables',
    transformed(
      '{\n "instance" : <instance>,\n "state": "<state>",\n "instanceStatus": "instance \\"<instance>\\" is in <state>"\n}',
    ),
    '{"instance":"i-0123456789","state":"RUNNING","instanceStatus":"instance \\"i-0123456789\\" is in RUNNING"}',
  ],
  [
    'documented: JSON with a mix of variables and static information',
    transformed('{\n  "instance" : <instance>,\n  "state": [ 9, <state>, true ],\n  "Transformed" : "Yes"\n}\n'),
    '{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}',
  ],
  [
    'documented: reserved variables in JSON',
    transformed(
      '{\n  "instance" : <instance>,\n  "state": <state>,\n  "ruleArn" : <aws.events.rule-arn>,\n  "ruleName" : <aws.events.rule-name>,\n  "originalEvent" : <aws.events.event.json>\n}',
    ),
    `{"instance":"i-0123456789","state":"RUNNING","ruleArn":"arn:aws:events:us-east-2:123456789012:rule/example","ruleName":"example","originalEvent":${JSON.stringify(documentedEvent)}}`,
  ],
  ['documented: reserved variables in a string', transformed('"<aws.events.rule-name> triggered"'), '"example triggered"'],
  ['aws.events.event is without detail', transformed('{"e": <aws.events.event>}'), `{"e":${JSON.stringify(withoutDetail)}}`],
  ['the time of arrival', transformed('"<aws.events.event.ingestion-time>"'), '"2026-01-31T12:00:00Z"'],
  ['documented: a path that leads nowhere does not appear in a text', transformed('"[<gone>]"', { gone: '$.gone' }), '"[]"'],
  ['and is an empty text as a value', transformed('{"a": <gone>}', { gone: '$.gone' }), '{"a":""}'],
  [
    'an object is a value',
    transformed('{"d": <d>}', { d: '$.detail' }),
    '{"d":{"instance-id":"i-0123456789","state":"RUNNING"}}',
  ],
  ['a list is a value', transformed('<r>', { r: '$.resources' }), '["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"]'],
  ['spaces in strings stay', transformed('{ "a b" : " c  <state> " }'), '{"a b":" c  RUNNING "}'],
  ['lines of text', transformed('"<instance>"\n"<state>"'), '"i-0123456789"\n"RUNNING"'],
  ['< alone is no variable', transformed('"1 < 2 > <state>"'), '"1 < 2 > RUNNING"'],
  ['a variable as a key', transformed('{"<state>": 1}'), '{"RUNNING":1}'],
];

/** What is refused, and a word of the message. */
export const wrongTargetInputs: readonly (readonly [fact: string, fields: TargetInputFields, word: string])[] = [
  ['two ways at once', { Input: '1', InputPath: '$' }, 'at most'],
  ['Input that is no JSON', { Input: 'hello' }, 'not JSON'],
  ['a path without $', { InputPath: 'detail' }, 'JSON path'],
  ['a filter', { InputPath: '$.a[?(@.b)]' }, 'JSON path'],
  ['a search', { InputPath: '$..state' }, 'JSON path'],
  ['a path that ends too early', { InputPath: '$.' }, 'JSON path'],
  ['a text without quotes', transformed('instance <instance>'), 'neither JSON'],
  ['a quote too few', transformed('"instance <instance>'), 'neither JSON'],
  ['quotes in quotes', transformed('"a "<state>" b"'), 'neither JSON'],
  ['a variable that is not defined', transformed('"<other>"'), '<other>'],
  ['the event in a text', transformed('"<aws.events.event>"'), 'inside a text'],
  ['an empty template', transformed(' '), '8192'],
  ['a long template', transformed(`"${'x'.repeat(8192)}"`), '8192'],
  ['a reserved name', transformed('"x"', { 'aws.events.event': '$' }), 'no name'],
  ['101 variables', transformed('"x"', Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`v${i}`, '$']))), '100'],
];

/** Where we differ from EventBridge, or its documentation doesn't say: read by a test, so that none is out of date. */
export const targetInputGaps: readonly {
  readonly fact: string;
  readonly reason: string;
  readonly fields: TargetInputFields;
  readonly event: Readonly<Record<string, unknown>>;
  readonly ours: string;
}[] = [
  {
    fact: 'quotes in a value are escaped inside a text',
    reason: 'EventBridge does not escape, so that whoever names a thing can write into the message. Ours stays JSON.',
    fields: transformed('{"a": "<name>"}', { name: '$.name' }),
    event: { name: 'x", "admin": "yes' },
    ours: '{"a":"x\\", \\"admin\\": \\"yes"}',
  },
  {
    fact: 'an object inside a text is JSON, escaped',
    reason: 'EventBridge writes it without quotes, which nobody can read again; its guide says nothing of it.',
    fields: transformed('"got <d>"', { d: '$.d' }),
    event: { d: { a: 1 } },
    ours: '"got {\\"a\\":1}"',
  },
  {
    fact: 'null is null',
    reason: 'The guide says nothing of null.',
    fields: transformed('{"a": <n>}', { n: '$.n' }),
    event: { n: null },
    ours: '{"a":null}',
  },
];
