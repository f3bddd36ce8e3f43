import type { BatchResponse } from '../../edges/sources/live/lambda-event.ts';
import { wallClock } from '../run/wall-clock.ts';
import { type CallContext, createProcessor, type Processor } from './process-batch.ts';
import { type Warm, warmOnce } from './warm.ts';

const warm = await warmOnce();
let made: { readonly of: Warm; readonly process: Processor } | undefined;

/** The function `Processor`: called by queues, topics, rules and subscriptions. */
export async function handler(event: unknown, context: CallContext): Promise<BatchResponse | undefined> {
  const parts = await warm();
  if (made?.of !== parts) made = { of: parts, process: createProcessor({ ...parts, clock: wallClock }) };
  return made.process(event, context);
}
