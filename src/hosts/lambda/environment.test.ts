import { expect, it } from 'vitest';
import { DAY } from '../../base/units.ts';
import { readEnvironment } from './environment.ts';

it('what the templates set', () => {
  const environment = readEnvironment({
    SNS_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alerts',
    DYNAMODB_TABLE: 'Matched',
    STORE_TABLE: 'store',
    SECURITY_EVENTS_PATH: 's3://conf/config/monitored_events.json',
    CONFIG_PATH: 's3://conf/config',
    RETENTION_DAYS: '30',
  });
  expect(environment).toEqual({
    topicArn: 'arn:aws:sns:us-east-1:123456789012:alerts',
    securityEventsTable: 'Matched',
    storeTable: 'store',
    securityEvents: { bucket: 'conf', key: 'config/monitored_events.json' },
    config: { bucket: 'conf', key: 'config/' },
    retention: 30 * DAY,
  });
});

it('only the table of the store must be named', () => {
  expect(readEnvironment({ STORE_TABLE: 'store', SNS_TOPIC_ARN: '', CONFIG_PATH: '', RETENTION_DAYS: '' })).toEqual({
    topicArn: undefined,
    securityEventsTable: 'SecurityEvents',
    storeTable: 'store',
    securityEvents: { path: 'monitored_events.json' },
    config: undefined,
    retention: undefined,
  });
});

it.each([
  ['STORE_TABLE', ''],
  ['CONFIG_PATH', '/config'],
  ['CONFIG_PATH', 's3:///config'],
  ['SECURITY_EVENTS_PATH', 's3:conf'],
  ['RETENTION_DAYS', 'ninety'],
  ['RETENTION_DAYS', '0'],
  ['RETENTION_DAYS', '1.5'],
])('%s=%j is refused, by its name', (name, value) => {
  expect(() => readEnvironment({ STORE_TABLE: 'store', [name]: value })).toThrow(
    expect.objectContaining({ code: 'CONFIG_FIELD', message: expect.stringContaining(name) }),
  );
});
