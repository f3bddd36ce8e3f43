import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../src/base/json.ts';
import { readTemplate } from './read-template.ts';
import { resolveTemplate } from './resolve-template.ts';

/** The templates as they are committed: what people deploy. */
export const committedText = (name: string): string => readFileSync(join('infra', 'cloudformation', name), 'utf8');

const read = new Map<string, JsonObject>();

export function committed(name: string): JsonObject {
  const known = read.get(name) ?? readTemplate(committedText(name));
  read.set(name, known);
  return known;
}

/** What has no default. */
export const NEEDED = { TrailBucketName: 'example-logs', CodeBucket: 'example-code', CodeKey: 'functions.zip' };

export const main = (parameters: Readonly<Record<string, string>> = {}) =>
  resolveTemplate(committed('main.yaml'), { ...NEEDED, ...parameters });

/** What decides something in main.yaml, with values on both sides of the decision. */
export const choices: Readonly<Record<string, readonly [string, string]>> = {
  CreateTrail: ['true', 'false'],
  CreateBucket: ['true', 'false'],
  LogAlertTopic: ['true', 'false'],
  CloudTrailTopic: ['true', 'false'],
  TopicToFunction: ['true', 'false'],
  ExistingTopicArn: ['', 'arn:aws:sns:us-east-1:111122223333:logs'],
  ExistingTrailArn: ['', 'arn:aws:cloudtrail:us-east-1:111122223333:trail/all'],
  TrailBucketAccountId: ['', '111122223333'],
  LogPrefix: ['', 'organization'],
  AlertEmail: ['', 'security@example.com'],
  AlertPhone: ['', '+15555550100'],
  ExistingKeyArn: ['', 'arn:aws:kms:eu-west-1:111122223333:key/1'],
  ConfigBucketName: ['', 'example-config'],
  LogBucketRetention: ['Retain', 'Delete'],
  LogTransitionDays: ['0', '30'],
  LogExpirationDays: ['0', '365'],
  KmsEncryption: ['true', 'false'],
  DataEventsS3: ['true', 'false'],
  DataEventsLambda: ['true', 'false'],
  InsightsEnabled: ['true', 'false'],
  TrailToCloudWatchLogs: ['true', 'false'],
  LogGroupToFunction: ['true', 'false'],
  EventBridgeFastPath: ['true', 'false'],
  FastPathReads: ['true', 'false'],
  ReservedConcurrency: ['', '20'],
  SubnetIds: ['', 'subnet-1,subnet-2'],
  FunctionPolicyArn: ['', 'arn:aws:iam::123456789012:policy/more'],
};

/** Each pair of values of each two choices occurs among these. */
export function combinations(names: readonly string[] = Object.keys(choices)): Record<string, string>[] {
  const made: Record<string, string>[] = [];
  const pick = (bitOf: (at: number) => number) => Object.fromEntries(names.map((name, at) => [name, choices[name]![bitOf(at)]!]));
  for (const flip of [0, 1]) {
    made.push(pick(() => flip));
    for (let only = 0; only < names.length; only++) made.push(pick((at) => (at === only ? 1 : 0) ^ flip));
  }
  return made;
}

/** All of them: for few. */
export function allCombinations(names: readonly string[]): Record<string, string>[] {
  return Array.from({ length: 2 ** names.length }, (_, number) =>
    Object.fromEntries(names.map((name, at) => [name, choices[name]![(number >> at) & 1]!])),
  );
}
