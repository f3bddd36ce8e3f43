import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/base/json.ts';
import { compileEventPatternText } from '../src/engine/rules/dialects/eventbridge/compile-pattern.ts';
import { evaluate } from '../src/engine/rules/evaluate.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { readRuleFiles, shippedPaths } from '../src/hosts/rules/rule-files.ts';
import { committed, main } from './committed.cases.ts';
import { othersCalls, ownCalls } from './own-calls.cases.ts';
import { ACCOUNT, REGION, resolveTemplate } from './resolve-template.ts';
import { statementsOf } from './statements.cases.ts';

const everything = main({
  DataEventsS3: 'true',
  DataEventsLambda: 'true',
  KmsEncryption: 'true',
  FastPathReads: 'true',
  TopicToFunction: 'true',
});

/** As EventBridge would get it, if a trail logs it. */
const envelope = (detail: JsonObject, type = 'AWS API Call via CloudTrail'): JsonObject => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': type,
  source: `aws.${String(detail.eventSource).split('.')[0]}`,
  account: ACCOUNT,
  time: '2026-01-15T12:00:00Z',
  region: REGION,
  resources: [],
  detail,
});

const patternOf = (stack: ReturnType<typeof resolveTemplate>, id: string) =>
  compileEventPatternText(JSON.stringify(stack.resources.get(id)!.properties.EventPattern));

const forwarder = resolveTemplate(committed('forwarder.yaml'), {
  CentralBusArn: `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/security-monitoring-test-central`,
  FastPathReads: 'true',
});
const ways = [
  ['the fast path', patternOf(everything, 'FastPathRule')],
  ['the forwarder', patternOf(forwarder, 'ForwarderRule')],
] as const;

test('all that the role may do is among the calls', () => {
  const given = statementsOf(everything)
    .filter(({ id, effect, principal }) => id === 'ProcessorRole' && effect === 'Allow' && principal === undefined)
    .flatMap(({ actions }) => actions);
  const known = new Set(ownCalls.map(({ permission }) => permission));
  expect(given.filter((action) => !known.has(action))).toEqual([]);
});

describe.each(ways)('%s, also with read-only events', (_name, pattern) => {
  test.each(ownCalls)('does not bring back: $why', ({ record }) => {
    expect(evaluate(pattern, envelope(record))).toBe(false);
  });

  test.each(othersCalls)('brings: %s', (_why, type, record) => {
    expect(evaluate(pattern, envelope(record, type))).toBe(true);
  });

  test('brings nothing that somebody made up', () => {
    const made = { ...envelope(othersCalls[0]![2]), source: 'com.example.app' };
    expect(evaluate(pattern, made)).toBe(false);
  });
});

describe('the trail, with data events of S3 and Lambda', () => {
  const { EventSelectors, AdvancedEventSelectors } = everything.resources.get('SecurityTrail')!.properties;
  const selects = (record: JsonObject) => (AdvancedEventSelectors as unknown as Selector[]).some((one) => matches(one, record));

  test('has one form of selectors: CloudTrail refuses both', () => {
    expect(EventSelectors).toBeUndefined();
    expect((AdvancedEventSelectors as unknown[]).length).toBe(3);
  });

  test.each(ownCalls.filter(({ record }) => record.eventCategory === 'Data'))('does not log: $why', ({ record }) => {
    expect(selects(record)).toBe(false);
  });

  test('logs those of others', () => {
    const read = ownCalls[0]!.record;
    const of = (type: string, ARN: string) => ({ ...read, resources: [{ type, ARN }] });
    expect(selects(of('AWS::S3::Object', 'arn:aws:s3:::other/AWSLogs/a'))).toBe(true);
    expect(selects(of('AWS::S3::Object', 'arn:aws:s3:::example-logs-2/a'))).toBe(true);
    expect(
      selects(of('AWS::Lambda::Function', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:security-monitoring-test-processor2`)),
    ).toBe(true);
    expect(selects(of('AWS::DynamoDB::Table', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/other`))).toBe(false);
    expect(selects(othersCalls[0]![2])).toBe(true);
  });

  test.each([
    ['DataEventsS3', 'AWS::S3::Object'],
    ['DataEventsLambda', 'AWS::Lambda::Function'],
  ])('%s alone selects no other data', (parameter, type) => {
    const { AdvancedEventSelectors: some } = main({ [parameter]: 'true' }).resources.get('SecurityTrail')!.properties;
    const types = JSON.stringify(some).match(/AWS::[A-Za-z0-9]+::[A-Za-z]+/g);
    expect(types).toEqual([type]);
  });

  test('logs what it can leave out in no form of selectors; no rule of the pack is about that', () => {
    const { rules } = loadRules(readRuleFiles(shippedPaths('pack')));
    const logged = ownCalls.filter(({ record }) => selects(record));
    expect(logged.every(({ record }) => record.eventCategory === 'Management')).toBe(true);
    const found = logged.flatMap(({ why, record }) =>
      rules.filter(({ when }) => evaluate(when, envelope(record))).map(({ id }) => `${why}: ${id}`),
    );
    expect(found).toEqual([]);
  });
});

interface Selector {
  readonly FieldSelectors: readonly FieldSelector[];
}

interface FieldSelector {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly NotEquals?: readonly string[];
  readonly NotStartsWith?: readonly string[];
}

/**
 * All fields have to agree; of values that a field must not have, with none.
 * Source: CloudTrail API Reference, "AdvancedFieldSelector".
 */
function matches({ FieldSelectors }: Selector, record: JsonObject): boolean {
  return FieldSelectors.every(({ Field, Equals, NotEquals = [], NotStartsWith = [] }) => {
    const value = fieldOf(record, Field);
    if (Equals !== undefined && !Equals.includes(value)) return false;
    return !NotEquals.includes(value) && !NotStartsWith.some((start) => value.startsWith(start));
  });
}

function fieldOf(record: JsonObject, field: string): string {
  const [resource = {}] = (record.resources ?? []) as JsonObject[];
  if (field === 'resources.type') return String(resource.type);
  if (field === 'resources.ARN') return String(resource.ARN);
  if (field === 'eventCategory') return String(record.eventCategory);
  throw new Error(`unexpected field ${field}`);
}
