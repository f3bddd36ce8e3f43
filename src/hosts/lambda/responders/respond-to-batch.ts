import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import type { Response } from '../../../edges/responders/respond.ts';
import type { Responder } from '../../../edges/responders/responder.ts';
import { type BatchResponse, type LambdaDelivery, lambdaDeliveries } from '../../../edges/sources/live/lambda-event.ts';
import type { Store } from '../../../edges/stores/store.ts';
import { targetText } from '../../../model/target.ts';
import { handleTarget, type RespondingListener } from '../../responders/handle-target.ts';
import type { CallContext } from '../process-batch.ts';
import { ofError, ofProblem, type Telemetry } from '../telemetry.ts';
import type { ResponderEnvironment } from './responder-environment.ts';
import { targetsIn } from './targets-in.ts';

export interface ResponderFunctionParts {
  readonly responder: Responder;
  readonly environment: ResponderEnvironment;
  readonly self: () => Promise<{ readonly account: string; readonly arn: string; readonly userId: string }>;
  readonly store: Store;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Hears of each response: tools that show them. */
  readonly onResponse?: (response: Response, text: string) => void;
}

/** The function of a responder: each message by itself. One that may go through later comes again; one that can't, too, and ends as a dead letter. */
export function createResponderFunction(parts: ResponderFunctionParts) {
  const { responder, environment, telemetry } = parts;
  const { mode, topicArn } = environment;
  const listener: RespondingListener = {
    responded(response, text) {
      say(response, text, telemetry);
      parts.onResponse?.(response, text);
    },
    untold: (problem) => telemetry.log('error', 'what was done could not be noted or told', ofProblem(problem)),
  };

  async function handle(delivery: LambdaDelivery): Promise<void> {
    const { account } = await parts.self();
    const accounts = environment.accounts ?? [account];
    const bytes = await delivery.open();
    const { targets, findingId } = targetsIn(Buffer.from(bytes as Uint8Array).toString(), account);
    for (const target of targets) {
      // An event names more than one responder is for.
      if (target.kind !== responder.takes) continue;
      await handleTarget({ ...parts, mode, accounts, topicArn, listener }, target, findingId);
    }
  }

  return async (event: unknown, context: CallContext): Promise<BatchResponse | undefined> => {
    telemetry.begin(context.awsRequestId);
    try {
      const batch = lambdaDeliveries(event);
      for (const delivery of batch.deliveries) {
        try {
          await handle(delivery);
          await delivery.ack();
        } catch (error) {
          telemetry.log(error instanceof Problem ? 'warn' : 'error', 'a message comes again', ofError(error));
          await delivery.retry(asProblem(error, delivery.file));
        }
      }
      return batch.batchResponse();
    } finally {
      telemetry.flush();
    }
  };
}

/** With the word that a metric filter counts: `private!`. */
function say({ target, mode, outcome }: Response, text: string, telemetry: Telemetry): void {
  const result = outcome?.result ?? 'planned';
  const what = { target: targetText(target), account: target.account, mode, result };
  if (result === 'done') telemetry.add('ResponsesDone', 1);
  if (result === 'refused') telemetry.add('ResponsesRefused', 1);
  if (result === 'done' && target.kind === 'object' && text.startsWith('make-object-private')) {
    const { bucket, key, versionId } = target;
    telemetry.log('info', 'private!', { bucket, key, ...(versionId !== undefined && { versionId }) });
  }
  telemetry.log(result === 'refused' ? 'warn' : 'info', text, what);
}

function asProblem(error: unknown, file: string): Problem {
  if (error instanceof Problem) return error;
  return new Problem('SOURCE_FAILED', 'a defect of trailwatch', { at: { file }, cause: error });
}
