import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../base/json.ts';
import { resourcesOf } from './resources.ts';
import { sampleMatch } from './sample-match.cases.ts';

const resources = (detail: JsonObject, envelope: JsonObject = {}) =>
  resourcesOf(sampleMatch({ detail, envelope }).event.envelope);

it('finds the ARNs of resources, request and response, each once', () => {
  const found = resources(
    {
      resources: [{ ARN: 'arn:aws:s3:::logs', accountId: '123456789012', type: 'AWS::S3::Bucket' }],
      requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess', bucket: 'arn:aws:s3:::logs' },
      responseElements: { trail: { trailARN: 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/main' } },
    },
    { resources: ['arn:aws:ec2:eu-central-1:123456789012:instance/i-1'] },
  );
  expect(found).toEqual([
    'arn:aws:s3:::logs',
    'arn:aws:ec2:eu-central-1:123456789012:instance/i-1',
    'arn:aws:iam::aws:policy/AdministratorAccess',
    'arn:aws:cloudtrail:eu-central-1:123456789012:trail/main',
  ]);
});

it('leaves out what only begins like an ARN', () => {
  expect(
    resources({ requestParameters: { a: 'arn:', b: 'arn:aws', c: 'arn:aws:s3', d: 'arn:aws:s3:::', e: 'the arn:aws:s3:::x' } }),
  ).toEqual([]);
});

it('stops at 20 and does not walk a huge or deep request to its end', () => {
  expect(
    resources({ requestParameters: Array.from({ length: 50 }, (_, i) => `arn:aws:s3:::b${i}`) as unknown as Json }),
  ).toHaveLength(20);
  expect(resources({ requestParameters: [...Array.from({ length: 1_000_000 }, () => 1), 'arn:aws:s3:::late'] })).toEqual([]);
  let deep: Json = 'arn:aws:s3:::deep';
  for (let i = 0; i < 100_000; i++) deep = { deep };
  expect(resources({ requestParameters: deep })).toEqual([]);
});

it.each([null, 5, 'arn', [], {}, [null, [5]], { ARN: 5 }] as Json[])('takes %j for resources', (value) => {
  expect(resources({ resources: value, requestParameters: value, responseElements: value })).toEqual([]);
});
