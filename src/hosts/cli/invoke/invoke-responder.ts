import { forTerminal } from '../../../base/escape.ts';
import { makeResponder } from '../../../edges/responders/make-responder.ts';
import type { ResponderName } from '../../../edges/responders/responder.ts';
import { createMemoryStore } from '../../../edges/stores/memory-store.ts';
import type { CallContext } from '../../lambda/process-batch.ts';
import { createResponderFunction } from '../../lambda/responders/respond-to-batch.ts';
import { openResponder } from '../../lambda/responders/start-responder.ts';
import { exitCodes } from '../exit-codes.ts';
import type { InvokeFlags } from './invoke-flags.ts';

/**
 * A responder's function, run here. Without --act it plans, tells nobody and notes it nowhere, whatever its environment says.
 * @throws {Problem} CONFIG_FIELD, STORE_*, AWS_*
 */
export async function invokeResponder(
  name: ResponderName,
  event: unknown,
  context: CallContext,
  { act = false, memory = false }: InvokeFlags,
): Promise<number> {
  const isTrial = !act || memory;
  const variables = {
    ...process.env,
    RESPONDER_MODE: act ? 'act' : 'plan',
    ...(isTrial && { STORE_TABLE: 'memory' }),
    ...(!act && { SNS_TOPIC_ARN: '' }),
  };
  const make = (setup: Parameters<typeof makeResponder>[1]) => makeResponder(name, setup);
  const parts = await openResponder(name, make, variables, isTrial ? { store: createMemoryStore() } : {});
  let refused = 0;
  const onResponse: NonNullable<typeof parts.onResponse> = ({ outcome }, text) => {
    if (outcome?.result === 'refused') refused++;
    process.stdout.write(`${text.split('\n').map(forTerminal).join('\n')}\n`);
  };
  // What the function would log is shown as it is meant.
  const telemetry = { ...parts.telemetry, log: () => undefined, add: () => undefined };
  const answer = await createResponderFunction({ ...parts, telemetry, onResponse })(event, context);
  process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
  await parts.store.close();
  if (answer !== undefined && answer.batchItemFailures.length > 0) return exitCodes.REJECTS;
  return refused > 0 ? exitCodes.FAIL_ON : exitCodes.OK;
}
