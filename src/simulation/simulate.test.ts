import { expect, test } from 'vitest';
import { Problem } from '../base/problem.ts';
import { DAY, MINUTE } from '../base/units.ts';
import { type CloudTrailRecord, serialize, type SimulatedFile, type SimulationOptions, simulate } from './simulate.ts';

const files = (options: SimulationOptions): SimulatedFile[] => [...simulate(options)];
const text = (options: SimulationOptions): string =>
  files(options)
    .map((file) => `${file.path}\n${serialize(file)}\n`)
    .join('');
const FILES = files({ events: 12_000 });
const RECORDS: readonly CloudTrailRecord[] = FILES.flatMap((file) => file.records);
// biome-ignore lint/suspicious/noExplicitAny: records of every API, read as a person reads them
const parse = (record: CloudTrailRecord): any => JSON.parse(JSON.stringify(record));

test('the same options give the same bytes, another seed gives others', () => {
  const once = text({ events: 1500 });
  expect(text({ events: 1500 }) === once).toBe(true);
  expect(text({ events: 1500, seed: 2 }) === once).toBe(false);
});

test('about as many events as asked for, whatever the size and the days', () => {
  for (const [events, days] of [
    [2000, 30],
    [20_000, 30],
    [5000, 1],
    [3000, 365],
  ] as const) {
    const count = files({ events, days }).reduce((sum, file) => sum + file.records.length, 0);
    expect(Math.abs(count - events) / events).toBeLessThan(0.02);
  }
});

test('a simulation of any size begins at once: files are made when asked for', () => {
  const first = simulate({ events: 20_000_000 }).next();
  expect(first.done).toBe(false);
});

test('events lie in the period, and spread over all its days', () => {
  const end = Date.UTC(2026, 2, 31);
  const days = new Set(RECORDS.map((record) => Math.floor((Date.parse(record.eventTime) - (end - 30 * DAY)) / DAY)));
  expect([...days].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
});

test('files are named and ordered as CloudTrail delivers them, one region each, with events from shortly before', () => {
  const name =
    /^AWSLogs\/123456789012\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d\d)\/(\d\d)\/123456789012_CloudTrail_\1_\2\3\4T(\d\d)(\d\d)Z_[A-Za-z0-9]{16}\.json\.gz$/;
  let before = 0;
  for (const file of FILES) {
    const [, region, year, month, day, hour, minute] = name.exec(file.path)!;
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
    expect(at).toBeGreaterThanOrEqual(before);
    before = at;
    for (const record of file.records) {
      expect(record.awsRegion).toBe(region);
      const delay = at - Date.parse(record.eventTime);
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThanOrEqual(20 * MINUTE);
    }
  }
  expect(new Set(FILES.map((file) => file.path)).size).toBe(FILES.length);
  expect(FILES.every((file) => file.records.length > 0)).toBe(true);
});

test('within a file, records are in no order of time', () => {
  const unordered = FILES.filter(({ records }) =>
    records.some((record, i) => i > 0 && record.eventTime < records[i - 1]!.eventTime),
  );
  expect(unordered.length).toBeGreaterThan(FILES.length / 4);
});

test('one event in a thousand is delivered twice: the same record in two files', () => {
  const seen = new Map<string, { file: string; json: string }>();
  let repeats = 0;
  for (const file of FILES) {
    for (const record of file.records) {
      const earlier = seen.get(record.eventID);
      if (earlier === undefined) seen.set(record.eventID, { file: file.path, json: JSON.stringify(record) });
      else {
        repeats++;
        expect(JSON.stringify(record)).toBe(earlier.json);
        expect(file.path).not.toBe(earlier.file);
      }
    }
  }
  expect(repeats).toBeGreaterThan(5);
  expect(repeats / RECORDS.length).toBeLessThan(0.003);
});

test('most calls only read, and some are data events, denied, slowed down or failed', () => {
  const part = (is: (record: CloudTrailRecord) => boolean) => RECORDS.filter(is).length / RECORDS.length;
  expect(part((record) => record.readOnly)).toBeGreaterThan(0.85);
  expect(part((record) => record.readOnly)).toBeLessThan(0.95);
  expect(part((record) => record.eventCategory === 'Data')).toBeGreaterThan(0.05);
  for (const code of [
    'AccessDenied',
    'Client.UnauthorizedOperation',
    'ThrottlingException',
    'Client.RequestLimitExceeded',
    'NoSuchEntityException',
  ]) {
    expect(part((record) => record.errorCode === code)).toBeGreaterThan(0);
    expect(part((record) => record.errorCode === code)).toBeLessThan(0.02);
  }
});

test('about twenty people and roles work in three regions, and never the root user', () => {
  const principals = new Set(
    RECORDS.map(parse)
      .filter(({ userIdentity }) => userIdentity.type === 'IAMUser' || userIdentity.type === 'AssumedRole')
      .map(({ userIdentity }) =>
        userIdentity.type === 'IAMUser' || userIdentity.arn.includes('AWSReservedSSO')
          ? (userIdentity.arn ?? 'unknown')
          : userIdentity.sessionContext.sessionIssuer.arn,
      ),
  );
  expect(principals.size).toBeGreaterThanOrEqual(18);
  expect(principals.size).toBeLessThanOrEqual(26);
  expect([...new Set(RECORDS.map((record) => record.awsRegion))].sort()).toEqual(['eu-west-1', 'us-east-1', 'us-west-2']);
  const types = new Set(RECORDS.map((record) => record.userIdentity.type));
  expect(types.has('Root')).toBe(false);
  for (const type of ['IAMUser', 'AssumedRole', 'AWSService', 'AWSAccount', 'SAMLUser', 'WebIdentityUser'])
    expect(types).toContain(type);
});

test('people work on weekdays by day', () => {
  const at = RECORDS.filter((record) => JSON.stringify(record.userIdentity).includes('AWSReservedSSO')).map(
    (record) => new Date(record.eventTime),
  );
  expect(at.every((time) => time.getUTCDay() !== 0 || time.getUTCHours() >= 20)).toBe(true);
  expect(at.every((time) => time.getUTCHours() >= 3 && time.getUTCHours() <= 20)).toBe(true);
});

// The order in which CloudTrail writes the fields, as seen in its files.
const FIELDS =
  `eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage
  requestParameters responseElements additionalEventData requestID eventID readOnly resources eventType managementEvent recipientAccountId
  sharedEventID vpcEndpointId vpcEndpointAccountId serviceEventDetails eventCategory tlsDetails sessionCredentialFromConsole`.split(
    /\s+/,
  );
const REQUIRED =
  `eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent requestParameters responseElements
  eventID readOnly eventType managementEvent recipientAccountId eventCategory`.split(/\s+/);

test('every record has the fields that CloudTrail always writes, and all in its order', () => {
  for (const record of RECORDS.map(parse)) {
    const names = Object.keys(record);
    expect(names).toEqual([...names].sort((a, b) => FIELDS.indexOf(a) - FIELDS.indexOf(b)));
    expect(names.every((name) => FIELDS.includes(name))).toBe(true);
    expect(REQUIRED.filter((name) => !(name in record))).toEqual([]);
    expect(record.eventVersion).toMatch(/^1\.(08|09|10|11)$/);
    expect(record.eventTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(record.eventSource).toMatch(/^[a-z0-9]+\.amazonaws\.com$/);
    expect(record.eventType === 'AwsApiCall').toBe('requestID' in record);
    expect(record.eventCategory).toBe(record.managementEvent ? 'Management' : 'Data');
    if (record.errorCode !== undefined) expect(record.responseElements).toBeNull();
    if (record.userIdentity.invokedBy !== undefined) expect(record.tlsDetails).toBeUndefined();
    if (record.eventSource === 'iam.amazonaws.com') expect(record.awsRegion).toBe('us-east-1');
  }
});

test('credentials are used only after they were given out, and within twelve hours', () => {
  const given = new Map<string, number>();
  for (const { responseElements, eventTime } of RECORDS.map(parse)) {
    const key = responseElements?.credentials?.accessKeyId;
    if (key !== undefined) given.set(key, Date.parse(eventTime));
  }
  for (const { userIdentity, eventTime } of RECORDS.map(parse)) {
    const since = userIdentity.sessionContext?.attributes.creationDate;
    if (since !== undefined) expect(Date.parse(eventTime)).toBeGreaterThanOrEqual(Date.parse(since));
    if (userIdentity.type !== 'AssumedRole' || userIdentity.accessKeyId === undefined) continue;
    const from = given.get(userIdentity.accessKeyId)!;
    expect(Date.parse(eventTime)).toBeGreaterThanOrEqual(from);
    expect(Date.parse(eventTime)).toBeLessThan(from + DAY / 2);
  }
});

test('nothing points to a real account, address or key', () => {
  const json = RECORDS.map((record) => JSON.stringify(record)).join('\n');
  const found = (pattern: RegExp) => new Set(json.match(pattern));
  for (const id of found(/(?<![0-9A-Za-z-])\d{12}(?![0-9A-Za-z])/g)) expect(['123456789012', '111122223333']).toContain(id);
  const addresses = found(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g);
  expect(addresses.size).toBeGreaterThan(10);
  for (const address of addresses) expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
  for (const id of found(/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]+/g)) expect(id).toMatch(/EXAMPLE$/);
  for (const record of RECORDS) {
    expect(record.sourceIPAddress).toMatch(/^(\d+\.\d+\.\d+\.\d+|2001:db8:[0-9a-f:]+|[a-z0-9-]+\.amazonaws\.com|AWS Internal)$/);
  }
});

test('records are as large as real ones: 1.2 to 1.6 KB', () => {
  const bytes = FILES.reduce((sum, file) => sum + serialize(file).length, 0) / RECORDS.length;
  expect(bytes).toBeGreaterThan(1200);
  expect(bytes).toBeLessThan(1600);
});

test('another account id and end are honoured', () => {
  const [file] = files({ events: 1000, days: 1, accountId: '111122223333', end: Date.UTC(2025, 5, 2, 0, 3) });
  expect(file!.path).toContain('AWSLogs/111122223333/CloudTrail/');
  expect(file!.path).toContain('/2025/06/01/');
  expect(JSON.stringify(file!.records)).not.toContain('123456789012');
});

test('impossible options are refused', () => {
  for (const options of [{ events: -1 }, { days: 0 }, { days: 1.5 }, { seed: Number.NaN }, { accountId: '12' }, { end: 0 }]) {
    expect(() => simulate(options).next()).toThrow(Problem);
  }
});
