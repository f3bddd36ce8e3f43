import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopbackCloudTrail, startLoopbackCloudTrail } from '../../sources/live/loopback-cloudtrail.cases.ts';
import { createTrailReader, isThrottled, isTokenExpired, type TrailReader } from './cloudtrail.ts';

describe('CloudTrail, as the SDK asks it', () => {
  const now = Date.UTC(2026, 0, 15, 12);
  let aws: LoopbackCloudTrail;
  let reader: TrailReader;
  beforeEach(async () => {
    aws = await startLoopbackCloudTrail(() => now, 2);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    reader = createTrailReader({ region: 'eu-west-1' }, { AWS_ENDPOINT_URL_CLOUDTRAIL: aws.endpoint });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    reader.close();
    await aws.close();
  });
  const span = { from: now - 60_000, to: now };

  test('asks the region for the span, page by page', async () => {
    for (let i = 0; i < 3; i++) aws.events.push({ id: `event-${i}`, at: now - i * 1000 });
    const first = await reader.lookupEvents(span);
    expect(first.events.map(({ id }) => id)).toEqual(['event-0', 'event-1']);
    expect(first.events[0]).toMatchObject({ at: now, json: { EventTime: '2026-01-15T12:00:00.000Z', Username: 'mallory' } });
    const second = await reader.lookupEvents({ ...span, token: first.token });
    expect(second).toMatchObject({ events: [{ id: 'event-2' }], token: undefined });
    expect(aws.requests).toMatchObject([{ region: 'eu-west-1', ...span, token: undefined }, { token: '2' }]);
  });

  test.each([
    [400, 'ThrottlingException', 'AWS_FAILED', true],
    [400, 'AccessDeniedException', 'AWS_DENIED', false],
    [400, 'UnrecognizedClientException', 'AWS_CREDENTIALS', false],
    [400, 'InvalidNextTokenException', 'AWS_FAILED', false],
    [500, 'InternalFailure', 'AWS_FAILED', false],
  ])('%i %s is %s, after one try', async (status, type, code, throttled) => {
    aws.faults.push({ status, type });
    const problem = await reader.lookupEvents(span).catch((error) => error);
    expect(problem).toMatchObject({ code });
    expect(isThrottled(problem)).toBe(throttled);
    expect(isTokenExpired(problem)).toBe(type === 'InvalidNextTokenException');
    expect(aws.requests).toHaveLength(1);
  });
});
