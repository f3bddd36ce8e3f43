import type { Clock } from '../../base/clock.ts';
import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import type { AwsAccess } from '../../edges/aws/use/access.ts';
import { createSnsPublisher } from '../../edges/aws/use/sns.ts';
import { getCallerIdentity } from '../../edges/aws/use/sts.ts';
import { type Response, type ResponderMode, respond, responseText, type Self } from '../../edges/responders/respond.ts';
import type { Responder } from '../../edges/responders/responder.ts';
import type { Store } from '../../edges/stores/store.ts';
import type { Target } from '../../model/target.ts';
import { auditResponse } from '../../pipeline/audit-response.ts';

export interface RespondingParts {
  readonly responder: Responder;
  readonly mode: ResponderMode;
  readonly accounts: readonly string[] | undefined;
  readonly self: () => Promise<Self>;
  readonly store: Store;
  readonly clock: Clock;
  /** Told what was done or refused. */
  readonly topicArn: string | undefined;
  readonly listener: RespondingListener;
}

export interface RespondingListener {
  /** Whatever came of it, also where nothing was to be done. The whole of it: also for when nothing below could be written. */
  responded(response: Response, text: string): void;
  /** It was done, or not, and could not be noted or told. */
  untold(problem: Problem): void;
}

/**
 * A target that an event or a finding brought: looked at, mended as far as the mode allows, noted with the finding, and told.
 * @throws {Problem} what may go through later
 */
export async function handleTarget(parts: RespondingParts, target: Target, findingId?: string): Promise<Response> {
  const { responder, mode, accounts, self, store, clock, topicArn, listener } = parts;
  const ignoreOwn = true;
  const response = await respond(responder, target, {
    mode,
    self,
    ignoreOwn,
    now: clock.now(),
    ...(accounts !== undefined && { accounts }),
  });
  const text = responseText(response, responder.name);
  listener.responded(response, text);
  if (response.outcome?.result === 'already so') return response;
  // It is done: to have it come again because it could not be written down would change nothing.
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      listener.untold(error);
    }
  };
  await attempt(() => auditResponse({ responder: responder.name, target, findingId, text }, { store, clock }));
  if (topicArn !== undefined && mode !== 'observe') await attempt(() => publish(topicArn, responder.name, response, text));
  return response;
}

async function publish(topicArn: string, name: string, { target, outcome }: Response, text: string): Promise<void> {
  const [, , , region = ''] = topicArn.split(':');
  const publisher = createSnsPublisher({ region });
  const result = outcome?.result ?? 'planned';
  try {
    await publisher.publish({
      to: { topicArn },
      subject: `trailwatch ${name}: ${result} in ${target.account}`,
      message: text.split('\n').map(forTerminal).join('\n'),
      attributes: { responder: name, result, account: target.account },
    });
  } finally {
    publisher.close();
  }
}

/** Asked once. What failed is asked again. */
export function selfOf(access: AwsAccess): () => Promise<Self> {
  let asked: Promise<Self> | undefined;
  return async () => {
    asked ??= getCallerIdentity(access);
    try {
      return await asked;
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
}
