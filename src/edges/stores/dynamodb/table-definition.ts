import type { IndexedField } from '../finding-filter.ts';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const number = (AttributeName: string) => ({ AttributeName, AttributeType: 'N' as const });
const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
const keysOnly = { ProjectionType: 'KEYS_ONLY' as const };
// A sweep looks for what has long been left alone, and needn't read the rest.
const withUpdatedAt = { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['updatedAt'] };
const index = (partition: string, sort: string, Projection: typeof keysOnly | typeof withUpdatedAt = keysOnly) => ({
  IndexName: partition,
  KeySchema: keySchema(partition, sort),
  Projection,
});

/**
 * The table that a store needs, as CreateTable and CloudFormation take it, but for its name. The index `byStatus` also holds the
 * other lists (messages, feeds, rejects, unfinished units), `byActor` the messages of a finding, `lane` what waits for a sink. An
 * entry of an index is one write unit: what it names is read from the table, as it is now.
 */
export const tableDefinition = {
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [
    ...['pk', 'sk', 'byStatus', 'bySeverity', 'byAccount', 'byRule', 'byActor', 'place', 'lane'].map(text),
    number('readyAt'),
  ],
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    index('byStatus', 'place', withUpdatedAt),
    index('bySeverity', 'place'),
    index('byAccount', 'place'),
    index('byRule', 'place'),
    index('byActor', 'place'),
    index('lane', 'readyAt'),
  ],
};

/** UpdateTimeToLive's `TimeToLiveSpecification`: ledger rows and cells go by themselves, some days late. */
export const timeToLive = { AttributeName: 'expiresAt', Enabled: true };

export type FindingIndex = 'byStatus' | 'bySeverity' | 'byAccount' | 'byRule' | 'byActor';

export const indexOf: { readonly [field in IndexedField]: FindingIndex } = {
  status: 'byStatus',
  severity: 'bySeverity',
  account: 'byAccount',
  ruleId: 'byRule',
  actor: 'byActor',
};
