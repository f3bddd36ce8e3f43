import { expect, it } from 'vitest';
import { type SummaryParts, summarize } from './summary.ts';

const none = { eventNames: [], eventSources: [], regions: [], sourceIPAddresses: [], userAgents: [], errorCodes: [] };
const parts = (over: Partial<SummaryParts>, context: Partial<SummaryParts['context']> = {}): SummaryParts => ({
  actor: 'arn:aws:iam::123456789012:user/alice',
  title: 'A rule',
  count: 3,
  failed: 0,
  ...over,
  context: { ...none, eventNames: ['StopLogging'], sourceIPAddresses: ['192.0.2.10'], regions: ['eu-central-1'], ...context },
});

it.each([
  ['one call', parts({}), 'arn:aws:iam::123456789012:user/alice called StopLogging from 192.0.2.10 (3 events)'],
  ['one event', parts({ count: 1 }), 'arn:aws:iam::123456789012:user/alice called StopLogging from 192.0.2.10 (1 event)'],
  [
    'all failed',
    parts({ actor: 'root', failed: 3 }, { errorCodes: ['AccessDenied'] }),
    'root tried StopLogging from 192.0.2.10 (3 events, all failed: AccessDenied)',
  ],
  [
    'the only one failed',
    parts({ actor: 'root', count: 1, failed: 1 }, { errorCodes: ['AccessDenied'] }),
    'root tried StopLogging from 192.0.2.10 (1 event, failed: AccessDenied)',
  ],
  [
    'some failed',
    parts({ actor: 'root', count: 1204, failed: 3 }, { errorCodes: ['A', 'B'] }),
    'root called StopLogging from 192.0.2.10 (1,204 events, 3 failed: A and B)',
  ],
  [
    'several calls and addresses',
    parts({ actor: 'root' }, { eventNames: ['A', 'B', 'C', 'D', 'E'], sourceIPAddresses: ['x', 'y'] }),
    'root called A, B, C and 2 more from x and y (3 events)',
  ],
  [
    'as many as a context holds',
    parts({ actor: 'root' }, { sourceIPAddresses: [...'abcdefghij'] }),
    'root called StopLogging from a, b and others (3 events)',
  ],
  [
    'no actor',
    parts({ actor: '' }, { eventNames: ['EC2 Instance State-change Notification'], sourceIPAddresses: [] }),
    'EC2 Instance State-change Notification in eu-central-1 (3 events)',
  ],
  ['nothing known', parts({ actor: '' }, none), 'A rule (3 events)'],
])('%s', (_, input, expected) => {
  expect(summarize(input)).toBe(expected);
});

it('stays one short sentence when values are huge', () => {
  const huge = 'x'.repeat(100_000);
  expect(summarize(parts({ actor: huge }, { eventNames: [huge, huge], sourceIPAddresses: [huge] })).length).toBeLessThan(1000);
});
