import type { ResponderSetup } from '../../../edges/responders/make-responder.ts';
import type { Responder, ResponderName } from '../../../edges/responders/responder.ts';
import { openDynamoDbStore } from '../../../edges/stores/dynamodb/open-dynamodb-store.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { selfOf } from '../../responders/handle-target.ts';
import { responderMemory } from '../../responders/responder-memory.ts';
import { wallClock } from '../../run/wall-clock.ts';
import type { CallContext } from '../process-batch.ts';
import { createTelemetry } from '../telemetry.ts';
import { createResponderFunction, type ResponderFunctionParts } from './respond-to-batch.ts';
import { readResponderEnvironment } from './responder-environment.ts';

type Make = (setup: ResponderSetup) => Responder | Promise<Responder>;

/**
 * The parts of a responder's function.
 * @param instead for a trial
 * @throws {Problem} CONFIG_FIELD, STORE_FAILED, STORE_VERSION, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS
 */
export async function openResponder(
  name: ResponderName,
  make: Make,
  variables: NodeJS.ProcessEnv,
  instead: { readonly store?: Store } = {},
): Promise<ResponderFunctionParts> {
  const environment = readResponderEnvironment(variables);
  const clock = wallClock;
  const store = instead.store ?? (await openDynamoDbStore({ table: environment.storeTable, clock, environment: variables }));
  const { buckets, instances, forensicGroup, replicaBucket } = environment;
  const memory = responderMemory(name, { store, clock });
  const responder = await make({ access: {}, memory, buckets, instances, forensicGroup, replicaBucket });
  return { responder, environment, self: selfOf({}), store, clock, telemetry: createTelemetry(variables) };
}

/** The handler of a responder's function: opened once, with the first call. */
export function responderHandler(name: ResponderName, make: Make) {
  let opening: ReturnType<typeof openResponder> | undefined;
  return async (event: unknown, context: CallContext) => {
    opening ??= openResponder(name, make, process.env);
    try {
      return await createResponderFunction(await opening)(event, context);
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
}
