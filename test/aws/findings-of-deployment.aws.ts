import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { stored, T0, unit } from '../../src/edges/stores/contract/sample-rows.cases.ts';
import { openDynamoDbStore } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { tableDefinition } from '../../src/edges/stores/dynamodb/table-definition.ts';
import { findingsCommand } from '../../src/hosts/cli/findings/findings.ts';
import { runVerb } from '../../src/hosts/cli/store/run-verb.cases.ts';
import { wallClock } from '../../src/hosts/run/wall-clock.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

describe.runIf(hasEmulator())('findings of a deployment', () => {
  let emulator: Emulator;
  const store = 'dynamodb:findings-verb';

  beforeAll(async () => {
    emulator = await startEmulator();
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
    const client = new DynamoDBClient({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await client.send(new CreateTableCommand({ ...tableDefinition, TableName: 'findings-verb' } as never));
    client.destroy();
    const table = await openDynamoDbStore({ table: 'findings-verb', clock: wallClock });
    await table.commit([unit({ findings: [stored('f1', { severity: 'high' }), stored('f2', { title: 'Other thing' })] })], T0);
    await table.close();
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(async () => {
    await emulator?.stop();
  });

  const run = (...args: string[]) => runVerb(findingsCommand, 'findings', ...args, '--store', store);

  test('are listed, shown, and changed as those of a file', async () => {
    expect((await run('list', '--severity', 'high', '--format', 'jsonl')).out).toContain('"id":"f1"');
    expect((await run('ack', 'f1', '--by', 'alice')).out).toContain('open → acknowledged');
    expect((await run('show', 'f1')).out).toContain('acknowledged');
  });

  test('are searched in a span of time only', async () => {
    expect((await run('list', '--search', 'other')).problem).toMatchObject({ code: 'CLI_USAGE' });
    const { out } = await run('list', '--search', 'other', '--since', '2026-01-01', '--format', 'jsonl');
    expect(out).toContain('"id":"f2"');
    expect(out).not.toContain('"id":"f1"');
  });
});
