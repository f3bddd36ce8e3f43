import { tmpdir } from 'node:os';
import { DAY } from '../../base/units.ts';
import { createS3Reader } from '../../edges/aws/use/s3.ts';
import { createMergedTable } from '../../edges/aws/use/security-events.ts';
import { createObjectReader, type ObjectReader } from '../../edges/sources/object-reader.ts';
import { openDynamoDbStore } from '../../edges/stores/dynamodb/open-dynamodb-store.ts';
import { createSecurityEvents, type SecurityEvents } from '../../edges/stores/security-events.ts';
import type { Store } from '../../edges/stores/store.ts';
import { wallClock } from '../run/wall-clock.ts';
import { type Configuration, createConfiguration } from './configuration/configuration.ts';
import { type LambdaEnvironment, readEnvironment } from './environment.ts';
import { createReady, type Ready } from './ready.ts';
import { createTelemetry, ofProblem, type Telemetry } from './telemetry.ts';

/** What a function keeps from one call to the next. */
export interface Warm {
  readonly environment: LambdaEnvironment;
  readonly store: Store;
  readonly securityEvents: SecurityEvents;
  readonly objects: ObjectReader;
  readonly configuration: Configuration;
  readonly ready: () => Promise<Ready>;
  readonly telemetry: Telemetry;
}

/** Where the classic templates say nothing. */
const RETENTION = 90 * DAY;

/**
 * Everything but the work, made as the environment says; the configuration is in force when it returns.
 * @param instead other places to write to, for a trial
 * @throws {Problem} CONFIG_FIELD, STORE_FAILED, STORE_VERSION, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS
 */
export async function openWarm(
  variables: NodeJS.ProcessEnv,
  instead: Partial<Pick<Warm, 'store' | 'securityEvents'>> = {},
): Promise<Warm> {
  const environment = readEnvironment(variables);
  const telemetry = createTelemetry(variables);
  const { storeTable: table, retention = RETENTION } = environment;
  const store = instead.store ?? (await openDynamoDbStore({ table, clock: wallClock, environment: variables }));
  const securityEvents =
    instead.securityEvents ??
    createSecurityEvents({ table: createMergedTable(environment.securityEventsTable, {}, variables), retention });
  const reader = createS3Reader(variables);
  const configuration = createConfiguration({
    environment,
    variables,
    scratch: tmpdir(),
    packageFolder: variables.LAMBDA_TASK_ROOT ?? process.cwd(),
    reader,
    store,
    clock: wallClock,
    listener: {
      taken({ configHash, rules: { selected } }, from) {
        const rules = selected.rules.length + selected.series.length;
        telemetry.log('info', 'a configuration is in force', { from, rules, hash: configHash });
      },
      refused({ problems }) {
        telemetry.add('ConfigurationsRefused', 1);
        for (const problem of problems)
          telemetry.log('error', 'the new configuration is wrong: the old one stays in force', ofProblem(problem));
      },
      unreachable: (problem) => telemetry.log('warn', 'the configuration could not be looked at', ofProblem(problem)),
      tooLarge: () => telemetry.log('warn', 'the configuration is too large to be kept as the last good one'),
    },
  });
  const ready = createReady({ configuration, store, clock: wallClock, telemetry });
  await ready();
  return { environment, store, securityEvents, objects: createObjectReader(reader), configuration, ready, telemetry };
}

/** Opens it once, while the function starts; what went wrong then is tried again with the next call. */
export async function warmOnce(): Promise<() => Promise<Warm>> {
  let opening: Promise<Warm> | undefined;
  const open = async () => {
    opening ??= openWarm(process.env);
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  // Starting has more of a processor than working has; its failure is the call's to tell.
  await open().catch(() => undefined);
  return open;
}
