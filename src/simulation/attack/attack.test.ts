import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../base/units.ts';
import { attackStory, type CloudTrailRecord, simulate } from '../simulate.ts';

const STORY = attackStory({ events: 10_000 });
const RECORDS = [...simulate({ events: 10_000 })].flatMap((file) => file.records);
const OWN = new Set(STORY.flatMap((step) => step.eventIds));
// biome-ignore lint/suspicious/noExplicitAny: records of every API, read as a person reads them
const parse = (record: CloudTrailRecord): any => JSON.parse(JSON.stringify(record));
const stepOf = (id: string) => {
  const step = STORY.find((candidate) => candidate.id === id)!;
  return step.eventIds.map((eventId) => parse(RECORDS.find((record) => record.eventID === eventId)!));
};

test('the steps come in the order of the story', () => {
  expect(STORY.map((step) => step.id)).toEqual([
    'leaked-key',
    'reconnaissance',
    'privilege-escalation',
    'new-admin',
    'console-sign-in',
    'trail-stopped',
    'snapshot-shared',
    'buckets-emptied',
    'costly-instances',
  ]);
  expect(STORY.map((step) => step.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('every event of the story is in the files: once, and StopLogging twice', () => {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const record of RECORDS) {
    counts.set(record.eventID, (counts.get(record.eventID) ?? 0) + 1);
    names.set(record.eventID, record.eventName);
  }
  for (const step of STORY) {
    expect(step.eventIds.map((id) => names.get(id))).toEqual(step.eventNames);
    for (const id of step.eventIds) expect([1, 2]).toContain(counts.get(id));
  }
  const stopped = stepOf('trail-stopped').find((record) => record.eventName === 'StopLogging');
  expect(counts.get(stopped.eventID)).toBe(2);
});

test('each step begins after the one before has ended, in one night of the last third', () => {
  const end = Date.UTC(2026, 2, 31);
  let before = end - 10 * DAY;
  for (const step of STORY) {
    const times = stepOf(step.id).map((record) => Date.parse(record.eventTime));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBe(step.at);
    expect(times[0]).toBeGreaterThanOrEqual(before);
    before = times.at(-1)!;
  }
  expect(before - STORY[0]!.at).toBeLessThan(6 * HOUR);
  expect(new Date(before).getUTCHours()).toBeLessThan(8);
});

test('the story does not depend on how much else happens, and differs by seed', () => {
  expect(attackStory({ events: 1_000_000 })).toEqual(STORY);
  expect(attackStory({ seed: 2 }).map((step) => step.eventIds)).not.toEqual(STORY.map((step) => step.eventIds));
  expect(attackStory({ attack: false })).toEqual([]);
});

test('without the attack, none of its traces are there', () => {
  const json = [...simulate({ events: 10_000, attack: false })].map((file) => JSON.stringify(file.records)).join('\n');
  for (const trace of ['203.0.113.201', '192.0.2.244', 'support-svc', '<script>', 'StopLogging', 'kali'])
    expect(json).not.toContain(trace);
});

test("the attacker's addresses are used by nobody else", () => {
  const addresses = new Set(RECORDS.filter((record) => OWN.has(record.eventID)).map((record) => record.sourceIPAddress));
  expect([...addresses].sort()).toEqual(['192.0.2.244', '203.0.113.201']);
  expect(RECORDS.filter((record) => !OWN.has(record.eventID) && addresses.has(record.sourceIPAddress))).toEqual([]);
});

test('the leaked key is the one that the pipeline uses on ordinary days', () => {
  const key = stepOf('leaked-key')[0].userIdentity.accessKeyId;
  const ordinary = RECORDS.filter((record) => !OWN.has(record.eventID) && record.userIdentity.accessKeyId === key);
  expect(ordinary.length).toBeGreaterThan(50);
});

test('most of the reconnaissance is denied', () => {
  const asked = stepOf('reconnaissance');
  const denied = asked.filter((record) => /AccessDenied|UnauthorizedOperation/.test(record.errorCode ?? ''));
  expect(asked.length).toBeGreaterThan(40);
  expect(denied.length / asked.length).toBeGreaterThan(0.7);
});

test('one call carries text that is dangerous wherever it is shown', () => {
  const hostile = RECORDS.filter((record) => record.userAgent.includes('<script>alert(1)</script>'));
  expect(hostile.length).toBe(1);
  expect(hostile[0]!.userAgent.startsWith("=cmd|' /C calc'!A0")).toBe(true);
  expect(hostile[0]!.userAgent).toContain('\u001b[2J');
  expect(hostile[0]!.userAgent).toContain('\u202e');
});

test('the new user becomes administrator and signs in without a second factor', () => {
  const made = stepOf('new-admin');
  expect(made.map((record) => record.eventName)).toEqual([
    'CreateUser',
    'CreateLoginProfile',
    'AttachUserPolicy',
    'CreateAccessKey',
  ]);
  expect(made[2].requestParameters.policyArn).toBe('arn:aws:iam::aws:policy/AdministratorAccess');
  const [signIn] = stepOf('console-sign-in');
  expect(signIn.eventType).toBe('AwsConsoleSignIn');
  expect(signIn.additionalEventData.MFAUsed).toBe('No');
  expect(signIn.userIdentity.userName).toBe(made[0].requestParameters.userName);
  expect(stepOf('trail-stopped')[0].userIdentity.accessKeyId).toBe(made[3].responseElements.accessKey.accessKeyId);
});

test('the snapshot that was made is the one shared with everybody', () => {
  const records = stepOf('snapshot-shared');
  const made = records.find((record) => record.eventName === 'CreateSnapshot');
  const shared = records.find((record) => record.eventName === 'ModifySnapshotAttribute');
  expect(shared.requestParameters.snapshotId).toBe(made.responseElements.snapshotId);
  expect(shared.requestParameters.createVolumePermission.add.items).toEqual([{ group: 'all' }]);
});

test('what is deleted was read before', () => {
  const records = stepOf('buckets-emptied');
  const keys = (name: string) =>
    records.filter((record) => record.eventName === name).map((record) => record.requestParameters.key);
  expect(keys('GetObject').length).toBeGreaterThanOrEqual(50);
  expect(keys('DeleteObject').sort()).toEqual(keys('GetObject').sort());
});
