import { vi } from 'vitest';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';

/** Input of a call, as the API reference names its parameters. */
type Input = never;
/** Answers of an account, by the name of the call. They may look at a state, and change it. */
export type Answers = Readonly<Record<string, (input: Input) => unknown>>;

export interface FakeAws {
  /** Every call, in order. */
  readonly calls: (readonly [name: string, input: unknown])[];
  /** From now on this call is denied, but for the next so many. */
  deny(name: string, spare?: number): void;
  /** From now on this call fails for a while. */
  fail(name: string): void;
}

/** An account behind the clients of the SDK. What it has no answer for fails the test. */
export function fakeAws(answers: Answers): FakeAws {
  const calls: FakeAws['calls'] = [];
  /** How many more go through. */
  const denied = new Map<string, number>();
  const failing = new Set<string>();
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    calls.push([name, command.input]);
    const spare = denied.get(name);
    if (spare === 0) throw awsError('AccessDenied', 403);
    if (spare !== undefined) denied.set(name, spare - 1);
    if (failing.has(name)) throw awsError('InternalError', 500);
    const answer = answers[name];
    if (answer === undefined) throw new Error(`nobody said what ${name} answers`);
    return answer(command.input as Input);
  };
  for (const { prototype } of [S3Client, EC2Client, IAMClient, KMSClient, CloudTrailClient]) {
    vi.spyOn(prototype as unknown as { send: () => unknown }, 'send').mockImplementation(send as never);
  }
  return { calls, deny: (name, spare = 0) => void denied.set(name, spare), fail: (name) => void failing.add(name) };
}

/** An error as the SDK throws it. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('said AWS'), { name, $metadata: { httpStatusCode } });
}
