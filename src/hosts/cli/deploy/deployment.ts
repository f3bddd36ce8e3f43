import type { Milliseconds } from '../../../base/units.ts';
import type { StackCalls } from '../../../edges/aws/use/cloudformation.ts';
import type { BucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import type { OwnBucket } from '../../../edges/aws/use/own-bucket.ts';

/** One stack, where it lies, and whom it is talked over with. */
export interface Deployment {
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly stacks: StackCalls;
  readonly buckets: BucketCalls;
  readonly console: DeployConsole;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Ends early, and without an error, when the signal does. */
  pause(time: Milliseconds): Promise<void>;
}

export interface BucketCalls {
  ensure(bucket: OwnBucket): Promise<'made' | 'there'>;
  has(bucket: string, key: string): Promise<boolean>;
  put(bucket: string, key: string, body: Uint8Array): Promise<void>;
  /** All versions of all objects; says how many are gone so far. */
  empty(bucket: string, progress: (deleted: number) => void): Promise<number>;
  remove(bucket: string): Promise<void>;
  notification(bucket: string, owner: string): Promise<BucketNotification>;
  setNotification(bucket: string, owner: string, notification: BucketNotification): Promise<void>;
}

export interface DeployConsole {
  /** Standard output: what was asked for. */
  print(text: string): void;
  /** Standard error: what goes on. Whole lines. */
  say(text: string): void;
  /** A line that the next one takes away; nothing where standard error is no terminal. */
  status(text: string): void;
  /** Can somebody answer? */
  readonly asks: boolean;
  /** Undefined after Ctrl-C or the end of the input. */
  ask(question: string): Promise<string | undefined>;
}
