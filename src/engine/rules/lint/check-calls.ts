import type { Place } from '../../../base/problem.ts';
import type { Predicate, Test } from '../../../model/predicate.ts';
import { closestName } from '../dialects/closest-name.ts';
import { normalForm } from '../index/normal-form.ts';
import { awsCalls, sourceLabel } from './aws-call.ts';
import type { Tell } from './lint-issue.ts';

/** Names of the S3 API and of IAM actions for which CloudTrail has its own: what it writes instead. */
const s3Names: Readonly<Record<string, string>> = {
  PutLifecycleConfiguration: 'PutBucketLifecycle',
  GetLifecycleConfiguration: 'GetBucketLifecycle',
  PutEncryptionConfiguration: 'PutBucketEncryption',
  GetEncryptionConfiguration: 'GetBucketEncryption',
  PutReplicationConfiguration: 'PutBucketReplication',
  GetReplicationConfiguration: 'GetBucketReplication',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  ListObjectsV2: 'ListObjects',
  ListAllMyBuckets: 'ListBuckets',
  ListBucket: 'ListObjects',
};

/** Pairs of `eventSource` and `eventName` that the rule asks for and that no AWS API has. */
export function checkCalls(when: Predicate, tell: Tell, placeOf: (text: string) => Place | undefined): void {
  const told = new Set<string>();
  const once = (key: string, act: () => void) => {
    if (!told.has(key)) act();
    told.add(key);
  };
  for (const { sources, names } of asked(when)) {
    for (const source of sources) once(source, () => checkSource(source, tell, placeOf(source)));
    const labels = sources.map(sourceLabel);
    // An odd source was told of already, and everything may be in it.
    if (labels.some((label) => label === undefined || !awsCalls().hasSource(label))) continue;
    for (const name of names) once(`${sources.join()} ${name}`, () => checkName(name, labels as string[], tell, placeOf(name)));
  }
}

interface Asked {
  readonly sources: readonly string[];
  readonly names: readonly string[];
}

function asked(when: Predicate): Asked[] {
  return normalForm(when).map(({ conditions }) => {
    const literals = (path: string) =>
      conditions.filter((condition) => condition.path === path && !condition.negate).map(({ any }) => literalsOf(any));
    const [sources = []] = literals('detail.eventSource');
    const [names = []] = literals('detail.eventName');
    return { sources, names };
  });
}

/** The values that a leaf must equal, if that is what the tests ask. */
function literalsOf(tests: readonly Test[]): string[] {
  return tests.flatMap((test) =>
    (test.is === 'equals' || test.is === 'equals-ignore-case') && typeof test.value === 'string' ? test.value : [],
  );
}

function checkSource(source: string, tell: Tell, at: Place | undefined): void {
  const label = sourceLabel(source);
  if (label === undefined) {
    const hint = `Write the name of the service and .amazonaws.com, such as ${suggested(source)}.amazonaws.com`;
    tell('error', 'event-source', `no eventSource looks like ${JSON.stringify(source)}`, { at, hint });
  } else if (!awsCalls().hasSource(label))
    tell('warning', 'event-source', `no AWS service writes events with the source ${JSON.stringify(source)}`, { at });
}

function suggested(source: string): string {
  const label =
    source
      .toLowerCase()
      .replace(/^aws[.:-]/, '')
      .split('.')[0] ?? '';
  return awsCalls().hasSource(label) ? label : 'iam';
}

function checkName(name: string, labels: readonly string[], tell: Tell, at: Place | undefined): void {
  const calls = awsCalls();
  const everywhere = calls.sourcesOf(name);
  const instead = s3Names[name];
  if (labels.every((label) => label === 's3') && labels.length > 0 && instead !== undefined) {
    tell('error', 's3-name', `CloudTrail does not write ${name} for S3: its name there is ${instead}`, {
      at,
      hint: `Write ${instead}`,
    });
    return;
  }
  const known = labels.length === 0 ? everywhere.length > 0 : labels.some((label) => calls.has(label, name));
  if (known) return;
  if (labels.length === 0 || labels.includes('lambda')) {
    const dated = calls
      .namesOf('lambda')
      .filter((candidate) => new RegExp(`^${escaped(name)}\\d{8}(v\\d)?$`, 'i').test(candidate));
    if (dated.length > 0) {
      const hint = `Write ${dated.join(' and ')}, or ${name}* for all`;
      tell('error', 'lambda-name', `CloudTrail writes Lambda's ${name} with the date of its API version`, { at, hint });
      return;
    }
  }
  const where = labels.length === 0 ? 'no AWS API' : `no API of ${labels.join(', ')}`;
  const near = closestName(
    name,
    labels.flatMap((label) => calls.namesOf(label)),
  );
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : everywhere.length > 0 && everywhere.length <= 6
        ? `It is a call of ${everywhere.join(', ')}`
        : undefined;
  tell('warning', 'unknown-call', `${where} has a call ${JSON.stringify(name)}`, { at, hint });
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, '\\$&');
}
