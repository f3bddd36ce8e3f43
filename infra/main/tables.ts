import { CfnTable, type CfnTableProps } from 'aws-cdk-lib/aws-dynamodb';
import { tableDefinition, timeToLive } from '../../src/edges/stores/dynamodb/table-definition.ts';
import type { Part } from './part.ts';

export interface Tables {
  /** The classic one: an item for each matched event. */
  readonly events: CfnTable;
  /** Findings, ledger, outbox and windows. */
  readonly store: CfnTable;
}

const kept = {
  billingMode: 'PAY_PER_REQUEST',
  sseSpecification: { sseEnabled: true },
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
};

/** Encrypted with DynamoDB's KMS key of the account, so that no request of the functions needs a permission on a key. */
export function addTables({ stack, p, names }: Part): Tables {
  const events = new CfnTable(stack, 'SecurityEventsTable', {
    tableName: p.SecurityEventsTableName.valueAsString,
    attributeDefinitions: [
      { attributeName: 'EventId', attributeType: 'S' },
      { attributeName: 'Timestamp', attributeType: 'S' },
    ],
    keySchema: [
      { attributeName: 'EventId', keyType: 'HASH' },
      { attributeName: 'Timestamp', keyType: 'RANGE' },
    ],
    timeToLiveSpecification: { attributeName: 'ExpiresAt', enabled: true },
    ...kept,
  });
  const { BillingMode: _, ...definition } = tableDefinition;
  const store = new CfnTable(stack, 'StoreTable', {
    tableName: names.named('store'),
    ...(asCdkWrites(definition) as Pick<CfnTableProps, 'attributeDefinitions' | 'keySchema' | 'globalSecondaryIndexes'>),
    timeToLiveSpecification: { attributeName: timeToLive.AttributeName, enabled: timeToLive.Enabled },
    ...kept,
  });
  return { events, store };
}

/** The CDK writes `keySchema` where AWS writes `KeySchema`. */
function asCdkWrites(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asCdkWrites);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name[0]!.toLowerCase() + name.slice(1), asCdkWrites(one)]),
  );
}
