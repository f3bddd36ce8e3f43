import { wallClock } from '../run/wall-clock.ts';
import type { CallContext } from './process-batch.ts';
import { createTick } from './run-tick.ts';
import { warmOnce } from './warm.ts';

const warm = await warmOnce();

/** The function `Tick`: called once a minute. */
export async function handler(event: unknown, context: CallContext): Promise<void> {
  const parts = await warm();
  await createTick({ ...parts, clock: wallClock, retention: parts.environment.retention })(event, context);
}
