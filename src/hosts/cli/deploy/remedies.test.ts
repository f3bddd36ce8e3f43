import { expect, test } from 'vitest';
import { remedyFor } from './remedies.ts';
import { readTemplate } from './template.ts';

/** As CloudFormation and the services word them. */
test.each([
  ['AWS::S3::Bucket', 'our-logs already exists', /--adopt/],
  [
    'AWS::S3::Bucket',
    'The requested bucket name is not available. (Service: S3, Status Code: 409, Error Code: BucketAlreadyExists)',
    /--bucket/,
  ],
  ['AWS::S3::Bucket', 'The bucket you tried to delete is not empty (Service: S3, Status Code: 409)', /--delete-logs/],
  [
    'AWS::SQS::Queue',
    'security-monitoring-test-log-processing already exists in stack arn:aws:cloudformation:us-east-1:123456789012:stack/a/1',
    /Environment/,
  ],
  [
    'AWS::IAM::Role',
    'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:CreateRole on resource: role x',
    /--role-arn/,
  ],
  [
    'AWS::IAM::Role',
    'is not authorized to perform: iam:CreateRole with an explicit deny in a service control policy',
    /organization/,
  ],
  ['AWS::Lambda::Function', 'User: a is not authorized to perform: iam:PassRole on resource: b', /iam:PassRole/],
  ['AWS::Lambda::Function', 'The role defined for the function cannot be assumed by Lambda.', /deploy again/],
  [
    'AWS::Lambda::Function',
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    /--code-bucket/,
  ],
  [
    'AWS::CloudTrail::Trail',
    'User: 123456789012 already has 5 trails in us-east-1. (MaximumNumberOfTrailsExceededException)',
    /five trails/,
  ],
  ['', 'Requires capabilities : [CAPABILITY_NAMED_IAM]', /CAPABILITY_NAMED_IAM/],
  ['AWS::SQS::Queue', 'Rate exceeded (Service: Sqs, Status Code: 400)', /busy/],
  ['AWS::SQS::Queue', 'something new', /Mend/],
])('%s: %s', (type, reason, remedy) => {
  expect(remedyFor({ id: '1', resource: 'A', type, status: 'CREATE_FAILED', reason, ofStack: false })).toMatch(remedy);
});

test('the committed template is read: its parameters, and what it leaves behind', () => {
  const { parameters, retained, text } = readTemplate();
  expect(parameters.get('TrailBucketName')).toMatchObject({ hasDefault: false });
  expect(parameters.get('LogLevel')?.values).toContain('WARN');
  expect(parameters.get('RetentionDays')).toMatchObject({ least: 1, most: 3650 });
  expect(retained.has('TrailBucket')).toBe(true);
  expect(retained.has('LogProcessingQueue')).toBe(false);
  // CloudFormation's limit for a template in the request itself.
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
});
