import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { DAY } from '../../../base/units.ts';
import type { AwsAccess } from '../../aws/use/access.ts';
import { createTable, type Table } from '../../aws/use/dynamodb.ts';
import type { Retention, Store } from '../store.ts';
import { createDirectory } from './directory.ts';
import { feedsOf } from './feeds.ts';
import { findingPagesOf } from './finding-pages.ts';
import { largeUnitsOf } from './large-units.ts';
import { outboxOf } from './outbox.ts';
import { checkpointRowsOf, rejectsOf } from './records.ts';
import { statsOf } from './stats.ts';
import { sweepOf } from './sweep.ts';
import { withStoreProblems } from './store-problem.ts';
import { unitsOf } from './units.ts';

export interface DynamoDbStoreOptions {
  /** A table of the store's own, made as `tableDefinition` says: its name, or its ARN. */
  readonly table: string;
  readonly access?: AwsAccess;
  /** For pauses, and for how long a writer may take. */
  readonly clock: Clock;
  /** How long ledger rows are kept is written with them; findings go with `sweep`. @default 90 days, ledger 30 */
  readonly retention?: Retention;
  readonly environment?: NodeJS.ProcessEnv;
}

/** The form of the items. A store that a later version has written says so in an item of its own. */
const FORM = 1;
const formKey = { pk: 'store', sk: 'form' };

/**
 * A store in one DynamoDB table, for any number of processes at a time.
 * IAM: dynamodb:BatchGetItem, dynamodb:Query, dynamodb:PutItem, dynamodb:UpdateItem, dynamodb:DeleteItem,
 * dynamodb:ConditionCheckItem on the table, and dynamodb:Query on its indexes. Only to look at findings: dynamodb:BatchGetItem
 * and dynamodb:Query.
 * @throws {Problem} STORE_FAILED, STORE_VERSION, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS; the same from every call
 */
export async function openDynamoDbStore({
  table: name,
  access = {},
  clock,
  retention,
  environment = process.env,
}: DynamoDbStoreOptions): Promise<Store> {
  const table = createTable({ table: name, access, sleep: (time) => clock.sleep(time), environment });
  try {
    return await storeOver(table, { clock, ...(retention && { retention }) });
  } catch (error) {
    table.close();
    throw error;
  }
}

/** The same over any table. */
export async function storeOver(
  plain: Table,
  { clock, retention = { findings: 90 * DAY, ledger: 30 * DAY } }: Pick<DynamoDbStoreOptions, 'clock' | 'retention'>,
): Promise<Store> {
  const table = withStoreProblems(plain);
  const [form] = await table.get([formKey]);
  if (Number(form?.form ?? FORM) > FORM) {
    throw new Problem('STORE_VERSION', 'a newer trailwatch has written to this table', {
      hint: 'Use that version, or another table',
    });
  }
  const directory = createDirectory(table);
  const large = largeUnitsOf(table, clock, retention);
  return {
    ...unitsOf(table, directory, large, retention),
    ...feedsOf(table, large),
    ...outboxOf(table, directory),
    ...findingPagesOf(table, directory),
    ...checkpointRowsOf(table),
    ...rejectsOf(table),
    ...statsOf(table, directory),
    ...sweepOf(table, directory, large),
    close: async () => table.close(),
  };
}
