import { afterEach, describe, expect, test, vi } from 'vitest';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { reEnableTrail } from './re-enable-trail.ts';
import { type ResponderWorld, responderContract } from './responder.contract.ts';
import { inAccount } from './target.cases.ts';

const ARN = 'arn:aws:cloudtrail:us-east-1:123456789012:trail/management-events';
const target = inAccount({ kind: 'trail', trail: ARN });
const objects = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::example-uploads/'] };
const whole = { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
const advancedObjects = {
  Name: 'Objects',
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ],
};
const allManagement = { Name: 'All management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

interface Selectors {
  readonly EventSelectors?: unknown;
  readonly AdvancedEventSelectors?: unknown;
}

function world(isLogging: boolean, before: Selectors, after: Selectors | undefined): ResponderWorld {
  const now = { isLogging, selectors: before };
  const starting = ['StartLogging', { Name: ARN }] as const;
  const selecting = ['PutEventSelectors', { TrailName: ARN, ...after }] as const;
  return {
    responder: reEnableTrail({}),
    target,
    calls: [...(isLogging ? [] : [starting]), ...(after === undefined ? [] : [selecting])],
    answers: {
      GetTrailStatus: () => ({ IsLogging: now.isLogging }),
      GetEventSelectors: () => ({ TrailARN: ARN, ...now.selectors }),
      StartLogging: () => {
        now.isLogging = true;
        return {};
      },
      PutEventSelectors: ({ TrailName: _, ...selectors }: { TrailName: string } & Selectors) => {
        now.selectors = selectors;
        return {};
      },
    },
  };
}

responderContract('re-enable-trail, of a trail that was stopped', () => world(false, { EventSelectors: [whole] }, undefined));
responderContract('re-enable-trail, of one that records what is written only, and was stopped', () =>
  world(
    false,
    { EventSelectors: [{ ...whole, ReadWriteType: 'WriteOnly', DataResources: [objects] }] },
    { EventSelectors: [{ ...whole, DataResources: [objects] }] },
  ),
);
responderContract('re-enable-trail, of one that leaves KMS out', () =>
  world(
    true,
    { EventSelectors: [{ ...whole, ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
    { EventSelectors: [whole] },
  ),
);
responderContract('re-enable-trail, of one whose advanced selectors record objects alone', () =>
  world(true, { AdvancedEventSelectors: [advancedObjects] }, { AdvancedEventSelectors: [allManagement, advancedObjects] }),
);

describe('re-enable-trail', () => {
  afterEach(() => vi.restoreAllMocks());

  test('a trail that was deleted can only be made again', async () => {
    fakeAws({
      GetTrailStatus: () => {
        throw awsError('TrailNotFoundException', 400);
      },
    });
    expect(await reEnableTrail({}).plan(target, 0)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining('deploy'),
    });
  });
});
