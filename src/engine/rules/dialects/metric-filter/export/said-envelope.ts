import type { Test } from '../../../../../model/predicate.ts';
import { type RecordField, recordField } from './record-field.ts';
import { CannotSay } from './said-text.ts';
import type { Assume } from './said-value.ts';

/** A question to a field of the record. */
export interface Asked {
  readonly field: RecordField;
  readonly tests: readonly Test[];
}

const eventTypes: Readonly<Record<string, string>> = {
  'AWS API Call via CloudTrail': 'AwsApiCall',
  'AWS Service Event via CloudTrail': 'AwsServiceEvent',
  'AWS Console Sign In via CloudTrail': 'AwsConsoleSignIn',
  'AWS Console Action via CloudTrail': 'AwsConsoleAction',
  'AWS Insight via CloudTrail': 'AwsCloudTrailInsight',
  'AWS Network Activity Event via CloudTrail': 'AwsVpceEvent',
};

/** A question to a path of EventBridge's envelope as one to the record in it. */
export function askedOfRecord(path: string, tests: readonly Test[], assume: Assume): Asked {
  const ofRecord = (name: string, moved: readonly Test[]): Asked => {
    assume(`$.${name} is there`);
    return { field: { ...recordField(`detail.${name}`)!, isAlwaysThere: true }, tests: moved };
  };
  switch (path) {
    case 'account':
      return ofRecord('recipientAccountId', tests);
    case 'region':
      return ofRecord('awsRegion', tests);
    case 'detail-type':
      return ofRecord(
        'eventType',
        tests.map((test) => moved(test, path, (type) => (Object.hasOwn(eventTypes, type) ? eventTypes[type] : undefined))),
      );
    case 'source':
      assume('$.eventSource ends with .amazonaws.com');
      return ofRecord(
        'eventSource',
        tests.map((test) => moved(test, path, (source) => source.replace(/^aws\.([^.*]+)$|.*/s, suffixed) || undefined)),
      );
  }
  const field = recordField(path);
  if (field === undefined) throw new CannotSay(`about ${JSON.stringify(path)}, which CloudTrail's records don't have`);
  return { field, tests };
}

function suffixed(_: string, service: string | undefined): string {
  return service === undefined ? '' : `${service}.amazonaws.com`;
}

function moved(test: Test, path: string, move: (value: string) => string | undefined): Test {
  if (test.is === 'exists' || test.is === 'absent') return test;
  if (test.is === 'except') return { is: 'except', of: test.of.map((each) => moved(each, path, move)) };
  if (test.is !== 'equals' || typeof test.value !== 'string') throw new CannotSay(`for anything but exact values of "${path}"`);
  const value = move(test.value);
  if (value === undefined)
    throw new CannotSay(`for the ${path} ${JSON.stringify(test.value)}, which CloudTrail's events don't have`);
  return { is: 'equals', value };
}
