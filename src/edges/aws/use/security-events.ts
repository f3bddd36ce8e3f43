import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** A value of an item: a text, a number, or a list of texts. */
export type ItemValue = string | number | readonly string[];

export interface ItemUpdate {
  readonly key: Readonly<Record<string, string>>;
  /** Written over what is there. */
  readonly set: Readonly<Record<string, ItemValue>>;
  /** Joined with the set of texts that is there. */
  readonly join: { readonly name: string; readonly values: readonly string[] };
  /** Written only where the attribute `name` is absent or has one of these texts. */
  readonly unlessHigher: {
    readonly name: string;
    readonly atMost: readonly string[];
    readonly set: Readonly<Record<string, ItemValue>>;
  };
}

/** A table whose items are merged, each by itself. */
export interface MergedTable {
  /**
   * Makes the item or merges into it, atomically: the same update twice is one. IAM: dynamodb:UpdateItem, and kms:Decrypt for a
   * table encrypted with a key of the customer's.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  merge(update: ItemUpdate): Promise<void>;
  close(): void;
}

const CONNECTION_TIMEOUT: Milliseconds = 2 * SECOND;
const REQUEST_TIMEOUT: Milliseconds = 10 * SECOND;
/** A table on demand throttles while it grows: with the SDK's back-off this is about half a minute. */
const ATTEMPTS = 8;

/** Loads the AWS SDK with the first request. */
export function createMergedTable(
  table: string,
  access: AwsAccess = {},
  environment: NodeJS.ProcessEnv = process.env,
): MergedTable {
  const load = async () => {
    const { DynamoDBClient, UpdateItemCommand, ConditionalCheckFailedException } = await import('@aws-sdk/client-dynamodb');
    const config: DynamoDBClientConfig = {
      ...(await clientSettings('DYNAMODB', access, environment)),
      maxAttempts: ATTEMPTS,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: REQUEST_TIMEOUT },
    };
    return { client: new DynamoDBClient(config), UpdateItemCommand, ConditionalCheckFailedException };
  };
  let loading: ReturnType<typeof load> | undefined;

  async function send(update: ItemUpdate, withHighest: boolean): Promise<void> {
    loading ??= load();
    const { client, UpdateItemCommand } = await loading;
    await client.send(new UpdateItemCommand({ TableName: table, ...expressionOf(update, withHighest) }));
  }

  return {
    async merge(update) {
      try {
        await send(update, true).catch(async (error: unknown) => {
          const { ConditionalCheckFailedException } = await loading!;
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
          await send(update, false);
        });
      } catch (error) {
        throw awsProblem(error, 'dynamodb:UpdateItem', table);
      }
    },
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}

function expressionOf({ key, set, join, unlessHigher }: ItemUpdate, withHighest: boolean) {
  const { name, atMost } = unlessHigher;
  const all = Object.entries({ ...set, ...(withHighest && unlessHigher.set) });
  const levels = atMost.map((level, i) => [`:l${i}`, { S: level }] as const);
  return {
    Key: Object.fromEntries(Object.entries(key).map(([part, value]) => [part, { S: value }])),
    UpdateExpression: `SET ${all.map((_, i) => `#s${i} = :s${i}`).join(', ')} ADD #join :join`,
    ...(withHighest && {
      ConditionExpression: `attribute_not_exists(#level) OR #level IN (${levels.map(([id]) => id).join(', ')})`,
    }),
    ExpressionAttributeNames: {
      ...Object.fromEntries(all.map(([attribute], i) => [`#s${i}`, attribute])),
      '#join': join.name,
      ...(withHighest && { '#level': name }),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(all.map(([, value], i) => [`:s${i}`, attributeOf(value)])),
      ':join': { SS: [...join.values] },
      ...(withHighest && Object.fromEntries(levels)),
    },
  };
}

function attributeOf(value: ItemValue) {
  if (typeof value === 'number') return { N: String(value) };
  return typeof value === 'string' ? { S: value } : { L: value.map((text) => ({ S: text })) };
}
