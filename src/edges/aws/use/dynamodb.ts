import { randomUUID } from 'node:crypto';
import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { Problem } from '../../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { changeExpression, conditionExpression, fromAttributes, toAttributes } from './dynamodb-expression.ts';
import type { Change, Condition, Item, ItemKey, ItemValue } from './dynamodb-item.ts';
import { said, type SdkError } from './sdk-error.ts';

/** Source: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB", and API Reference, "BatchGetItem". */
export const KEYS_IN_A_READ = 100;

export type { Change, Condition, Item, ItemKey, ItemValue } from './dynamodb-item.ts';

export type Write =
  | { readonly put: Item & ItemKey; readonly if?: Condition }
  | { readonly update: ItemKey; readonly change: Change; readonly if?: Condition }
  | { readonly remove: ItemKey; readonly if?: Condition }
  | { readonly check: ItemKey; readonly if: Condition };

export interface TableQuery {
  /** An index; left out: the table itself, read consistently. */
  readonly index?: { readonly name: string; readonly partition: string; readonly sort: string };
  readonly partition: string;
  /** `after < sort`. */
  readonly after?: string | number;
  /** `from <= sort`; not together with `after`. */
  readonly from?: string | number;
  /** `sort <= to`. */
  readonly to?: string | number;
  /** @default false */
  readonly descending?: boolean;
  readonly limit?: number;
  /** From the page before, with the same query. */
  readonly next?: NextPage;
}
export type NextPage = Item;

export interface TablePage {
  readonly items: readonly (Item & ItemKey)[];
  readonly next?: NextPage;
}

/**
 * What trailwatch does with one table whose keys are the texts `pk` and `sk`. Reads of the table are consistent, those of an index
 * lag. All throw {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED.
 */
export interface Table {
  /** In any order; absent ones are left out. IAM: dynamodb:BatchGetItem. */
  get(keys: readonly ItemKey[]): Promise<(Item & ItemKey)[]>;
  /** IAM: dynamodb:Query, on the table and on its indexes. */
  query(query: TableQuery): Promise<TablePage>;
  /** How many `query` would give on this page. IAM: dynamodb:Query. */
  count(query: TableQuery): Promise<{ readonly count: number; readonly next?: NextPage }>;
  /** False if the condition doesn't hold. IAM: dynamodb:PutItem. */
  put(item: Item & ItemKey, condition?: Condition): Promise<boolean>;
  /** The item as it is then; undefined if the condition doesn't hold. IAM: dynamodb:UpdateItem. */
  update(key: ItemKey, change: Change, condition: Condition): Promise<Item | undefined>;
  /** False if the condition doesn't hold. IAM: dynamodb:DeleteItem. */
  remove(key: ItemKey, condition?: Condition): Promise<boolean>;
  /**
   * All or nothing, of at most 100 items and 4 MB. Empty when it is in; else the places of those whose condition doesn't hold.
   * IAM: dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem, dynamodb:ConditionCheckItem.
   */
  transact(writes: readonly Write[]): Promise<readonly number[]>;
  close(): void;
}

export interface TableOptions {
  readonly table: string;
  readonly access?: AwsAccess;
  readonly sleep: (time: Milliseconds) => Promise<void>;
  /** 0 <= x < 1: spreads out those who try again. */
  readonly random?: () => number;
  readonly environment?: NodeJS.ProcessEnv;
}

const REQUEST_TIMEOUT = 10 * SECOND;
const CONNECTION_TIMEOUT = 3 * SECOND;
/** Of ours, over those that the SDK makes for a request that was throttled or got no answer. */
const ATTEMPTS = 10;
const LONGEST_PAUSE = 2 * SECOND;
const SDK_ATTEMPTS = 5;
/** Reasons for which a transaction was taken back and may go through the next time. */
const PASSING = new Set(['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError']);

/** The same request is still under way: the answer to it was lost. */
const IN_PROGRESS = 'TransactionInProgressException';
/** TransactWriteItems has no action of its own: each kind of write needs the one that it has outside. */
const TRANSACT = 'dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem and dynamodb:ConditionCheckItem';

/** Loads the AWS SDK with the first request. */
export function createTable({ table, access = {}, sleep, random = Math.random, environment = process.env }: TableOptions): Table {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    const client = new sdk.DynamoDBClient({
      ...(await clientSettings('DYNAMODB', access, environment)),
      maxAttempts: SDK_ATTEMPTS,
      requestHandler: {
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        connectionTimeout: CONNECTION_TIMEOUT,
      },
    });
    return { sdk, client };
  };
  let loading: ReturnType<typeof load> | undefined;
  const guard = async <T>(permission: string, ask: (loaded: Awaited<ReturnType<typeof load>>) => Promise<T>): Promise<T> => {
    try {
      loading ??= load();
      return await ask(await loading);
    } catch (error) {
      throw awsProblem(error, permission, table);
    }
  };
  const pause = (attempt: number) => sleep(random() * Math.min(LONGEST_PAUSE, 2 ** attempt * 10));
  const busy = (permission: string, why: string) =>
    new Problem('AWS_FAILED', `${permission} failed: ${why}, ${ATTEMPTS} attempts in a row`, {
      at: { file: table },
      hint: 'It is tried again by itself; the metrics of the table say where it is throttled',
    });

  const page = (query: TableQuery) => {
    const { partition, sort } = query.index ?? { partition: 'pk', sort: 'sk' };
    const bounds: string[] = ['#partition = :partition'];
    const values: Record<string, ItemValue> = { ':partition': query.partition };
    const bound = (text: string, name: string, value: ItemValue) => {
      bounds.push(text);
      values[name] = value;
    };
    const lower = query.after ?? query.from;
    if (lower !== undefined && query.to !== undefined) {
      // One condition on the sort key is all that there may be. BETWEEN includes both ends: the caller's `after` is skipped below.
      bounds.push('#sort BETWEEN :from AND :to');
      values[':from'] = lower;
      values[':to'] = query.to;
    } else if (query.after !== undefined) bound('#sort > :after', ':after', query.after);
    else if (query.from !== undefined) bound('#sort >= :from', ':from', query.from);
    else if (query.to !== undefined) bound('#sort <= :to', ':to', query.to);
    return {
      TableName: table,
      ...(query.index ? { IndexName: query.index.name } : { ConsistentRead: true }),
      KeyConditionExpression: bounds.join(' AND '),
      ExpressionAttributeNames: { '#partition': partition, ...(bounds.length > 1 && { '#sort': sort }) },
      ExpressionAttributeValues: toAttributes(values),
      ScanIndexForward: query.descending !== true,
      ...(query.limit !== undefined && { Limit: query.limit }),
      ...(query.next && { ExclusiveStartKey: toAttributes(query.next) }),
    };
  };
  const next = (key: Record<string, AttributeValue> | undefined) => (key === undefined ? {} : { next: fromAttributes(key) });

  return {
    get: (keys) =>
      guard('dynamodb:BatchGetItem', async ({ sdk, client }) => {
        const found: (Item & ItemKey)[] = [];
        let open = keys.map((key) => toAttributes({ ...key }));
        for (let attempt = 0; open.length > 0; attempt++) {
          if (attempt > 0) await pause(attempt);
          const { Responses, UnprocessedKeys } = await client.send(
            new sdk.BatchGetItemCommand({ RequestItems: { [table]: { Keys: open, ConsistentRead: true } } }),
          );
          found.push(...(Responses?.[table] ?? []).map((item) => fromAttributes(item) as Item & ItemKey));
          const left = UnprocessedKeys?.[table]?.Keys ?? [];
          // It may always stop at 16 MB; only where nothing comes any more, it is in trouble.
          if (left.length < open.length) attempt = 0;
          else if (attempt + 1 >= ATTEMPTS) throw busy('dynamodb:BatchGetItem', 'the table is throttled');
          open = left;
        }
        return found;
      }),
    query: (query) =>
      guard('dynamodb:Query', async ({ sdk, client }) => {
        if (isEmpty(query)) return { items: [] };
        const { Items = [], LastEvaluatedKey } = await client.send(new sdk.QueryCommand(page(query)));
        const items = Items.map((item) => fromAttributes(item) as Item & ItemKey);
        const sort = query.index?.sort ?? 'sk';
        return { items: items.filter((item) => item[sort] !== query.after), ...next(LastEvaluatedKey) };
      }),
    count: (query) =>
      guard('dynamodb:Query', async ({ sdk, client }) => {
        if (isEmpty(query)) return { count: 0 };
        const { Count = 0, LastEvaluatedKey } = await client.send(new sdk.QueryCommand({ ...page(query), Select: 'COUNT' }));
        return { count: Count, ...next(LastEvaluatedKey) };
      }),
    put: (item, condition) =>
      guard('dynamodb:PutItem', async ({ sdk, client }) => {
        const command = new sdk.PutItemCommand({ TableName: table, Item: toAttributes(item), ...conditionExpression(condition) });
        return holds(() => client.send(command));
      }),
    update: (key, change, condition) =>
      guard('dynamodb:UpdateItem', async ({ sdk, client }) => {
        const expression = changeExpression(change, condition);
        const Key = toAttributes({ ...key });
        const command = new sdk.UpdateItemCommand({ TableName: table, Key, ReturnValues: 'ALL_NEW', ...expression });
        let item: Item | undefined;
        await holds(async () => {
          item = fromAttributes((await client.send(command)).Attributes ?? {});
        });
        return item;
      }),
    remove: (key, condition) =>
      guard('dynamodb:DeleteItem', async ({ sdk, client }) => {
        const Key = toAttributes({ ...key });
        return holds(() => client.send(new sdk.DeleteItemCommand({ TableName: table, Key, ...conditionExpression(condition) })));
      }),
    transact: (writes) =>
      guard(TRANSACT, async ({ sdk, client }) => {
        // Names this attempt: where the answer is lost and it is sent again, it counts once.
        let ClientRequestToken = randomUUID();
        for (let attempt = 1; ; attempt++) {
          try {
            const TransactItems = writes.map((write) => toTransactItem(table, write));
            await client.send(new sdk.TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
            return [];
          } catch (error) {
            const codes = reasonsOf(error);
            if (codes === undefined) throw error;
            const failed = codes.flatMap((code, i) => (code === 'ConditionalCheckFailed' ? i : []));
            if (failed.length > 0) return failed;
            const other = codes.find((code) => code !== 'None' && !PASSING.has(code));
            if (other !== undefined) throw error;
            if (attempt >= ATTEMPTS) {
              throw busy('a transaction', codes.find((code) => code !== 'None') ?? 'it was taken back');
            }
            if ((error as SdkError).name !== IN_PROGRESS) ClientRequestToken = randomUUID();
            await pause(attempt);
          }
        }
      }),
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}

/** DynamoDB refuses a range whose end is before its begin. */
function isEmpty({ after, from, to }: TableQuery): boolean {
  const lower = after ?? from;
  return lower !== undefined && to !== undefined && lower > to;
}

async function holds(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if ((error as SdkError).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** Why each item of a transaction was taken back: one code an item. Undefined if the error is another. */
function reasonsOf(error: unknown): readonly string[] | undefined {
  const { name, CancellationReasons } = error as SdkError & { CancellationReasons?: readonly { readonly Code?: string }[] };
  if (name === IN_PROGRESS) return ['TransactionConflict'];
  if (name !== 'TransactionCanceledException') return undefined;
  if (CancellationReasons !== undefined) return CancellationReasons.map(({ Code = 'None' }) => Code);
  return /\[([^\]]*)\]/.exec(said(error as SdkError))?.[1]?.split(/,\s*/);
}

function toTransactItem(table: string, write: Write): TransactWriteItem {
  if ('put' in write) return { Put: { TableName: table, Item: toAttributes(write.put), ...conditionExpression(write.if) } };
  if ('remove' in write) {
    return { Delete: { TableName: table, Key: toAttributes({ ...write.remove }), ...conditionExpression(write.if) } };
  }
  if ('check' in write) {
    const { ConditionExpression = '', ...rest } = conditionExpression(write.if);
    return { ConditionCheck: { TableName: table, Key: toAttributes({ ...write.check }), ConditionExpression, ...rest } };
  }
  const { UpdateExpression = '', ...rest } = changeExpression(write.change, write.if);
  return { Update: { TableName: table, Key: toAttributes({ ...write.update }), UpdateExpression, ...rest } };
}
