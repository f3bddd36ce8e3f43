import type { BucketNotification } from '../../../edges/aws/use/bucket-notification.ts';

/** What the bucket shall tell our queue. */
export interface OwnNotification {
  /** By which it is found again. */
  readonly id: string;
  readonly queueArn: string;
  /** Of the log files: `AWSLogs/`. */
  readonly prefix: string;
}

export type Merge =
  /** The log files are told already: to the queue, or to EventBridge, for which the stack has a rule. */
  | { readonly kind: 'there'; readonly by: 'queue' | 'EventBridge' }
  /** S3 takes no two destinations for one event and key. */
  | { readonly kind: 'clash'; readonly destination: string; readonly id: string }
  | { readonly kind: 'merge'; readonly next: BucketNotification };

const EVENT = 's3:ObjectCreated:*';

/** The bucket's notification with ours beside what is there, which stays as it is. */
export function mergeNotification(current: BucketNotification, own: OwnNotification): Merge {
  const queues = current.QueueConfigurations ?? [];
  const mine = queues.find(({ QueueArn, Events = [], Filter }) => {
    return QueueArn === own.queueArn && Events.includes(EVENT) && covers(filterOf({ Filter }), own.prefix);
  });
  if (mine !== undefined) return { kind: 'there', by: 'queue' };
  if (current.EventBridgeConfiguration !== undefined) return { kind: 'there', by: 'EventBridge' };
  const others = withoutOwn(current, own);
  // Ours has no suffix, so that it overlaps with any.
  const clash = destinationsOf(others).find(({ events, filter: { prefix } }) => {
    const samePlace = prefix.startsWith(own.prefix) || own.prefix.startsWith(prefix);
    return samePlace && events.some((event) => event.startsWith('s3:ObjectCreated:'));
  });
  if (clash !== undefined) return { kind: 'clash', destination: clash.destination, id: clash.id };
  const ours = {
    Id: own.id,
    QueueArn: own.queueArn,
    Events: [EVENT as 's3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: own.prefix }] } },
  };
  return { kind: 'merge', next: { ...others, QueueConfigurations: [...(others.QueueConfigurations ?? []), ours] } };
}

/** Undefined if nothing of ours is there. */
export function withoutNotification(current: BucketNotification, own: Pick<OwnNotification, 'id' | 'queueArn'>) {
  const next = withoutOwn(current, own);
  return next.QueueConfigurations?.length === current.QueueConfigurations?.length ? undefined : next;
}

function withoutOwn(current: BucketNotification, { id, queueArn }: Pick<OwnNotification, 'id' | 'queueArn'>): BucketNotification {
  const { QueueConfigurations: queues, ...rest } = current;
  if (queues === undefined) return rest;
  return { ...rest, QueueConfigurations: queues.filter(({ Id, QueueArn }) => Id !== id || QueueArn !== queueArn) };
}

type Filtered = NonNullable<BucketNotification['QueueConfigurations']>[number];

/** All but EventBridge, which needs no destination. */
export function destinationsOf({ TopicConfigurations, QueueConfigurations, LambdaFunctionConfigurations }: BucketNotification) {
  const all = [
    ...(TopicConfigurations ?? []).map((one) => ({ one, destination: one.TopicArn })),
    ...(QueueConfigurations ?? []).map((one) => ({ one, destination: one.QueueArn })),
    ...(LambdaFunctionConfigurations ?? []).map((one) => ({ one, destination: one.LambdaFunctionArn })),
  ];
  return all.map(({ one, destination = '' }) => ({
    destination,
    id: one.Id ?? '',
    events: one.Events ?? [],
    filter: filterOf(one),
  }));
}

function filterOf({ Filter }: Pick<Filtered, 'Filter'>): { readonly prefix: string; readonly suffix: string } {
  const rules = Filter?.Key?.FilterRules ?? [];
  const of = (name: string) => rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
  return { prefix: of('prefix'), suffix: of('suffix') };
}

/** Log files end in `.json.gz`, digests too. */
function covers({ prefix, suffix }: { readonly prefix: string; readonly suffix: string }, wanted: string): boolean {
  return wanted.startsWith(prefix) && '.json.gz'.endsWith(suffix);
}
