import { Problem } from '../../../base/problem.ts';
import { SECOND } from '../../../base/units.ts';
import type { SecurityEvents } from '../../../edges/stores/security-events.ts';
import type { ResponderName } from '../../../edges/responders/responder.ts';
import { createMemoryStore } from '../../../edges/stores/memory-store.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { type CallContext, createProcessor } from '../../lambda/process-batch.ts';
import { createTick } from '../../lambda/run-tick.ts';
import { openWarm } from '../../lambda/warm.ts';
import { wallClock } from '../../run/wall-clock.ts';
import { exitCodes } from '../exit-codes.ts';
import { readJsonFile } from '../read-json-file.ts';
import type { InvokeFlags } from './invoke-flags.ts';
import { invokeResponder } from './invoke-responder.ts';

/** @throws {Problem} CLI_USAGE, READ_NOT_FOUND, READ_FAILED; whatever the function throws */
export async function runInvoke(name: 'processor' | 'tick' | 'thumbnail' | ResponderName, flags: InvokeFlags): Promise<number> {
  const event = flags.event === undefined ? {} : readJsonFile(flags.event, '--event');
  const context = contextOf(name, flags.timeout);
  for (const each of flags.env) {
    const at = each.indexOf('=');
    if (at < 1) throw new Problem('CLI_USAGE', `--env ${JSON.stringify(each)} has no value`, { hint: 'Write --env NAME=VALUE' });
    process.env[each.slice(0, at)] = each.slice(at + 1);
  }
  if (name === 'thumbnail') {
    if (flags.memory === true) throw new Problem('CLI_USAGE', '--memory: thumbnail has no findings to keep');
    const { handler } = await import('../../lambda/thumbnail.ts');
    const answer = (await handler(event, context)) as { readonly batchItemFailures?: readonly unknown[] };
    print(answer);
    return (answer.batchItemFailures ?? []).length > 0 ? exitCodes.REJECTS : exitCodes.OK;
  }
  if (name !== 'processor' && name !== 'tick') return invokeResponder(name, event, context, flags);
  if (flags.act === true) {
    throw new Problem('CLI_USAGE', `--act is for responders, and ${name} is none`, { hint: 'Leave it out' });
  }
  if (flags.memory === true) process.env.STORE_TABLE ||= 'memory';
  const matched: TriageItem[] = [];
  const store = createMemoryStore();
  const securityEvents: SecurityEvents = {
    async write(items) {
      matched.push(...items);
    },
  };
  const warm = await openWarm(process.env, flags.memory === true ? { store, securityEvents } : {});
  const answer =
    name === 'processor'
      ? await createProcessor({ ...warm, clock: wallClock })(event, context)
      : await createTick({ ...warm, clock: wallClock, retention: warm.environment.retention })(event, context);
  if (flags.memory === true) {
    for (const { record } of matched) print({ matched: record });
    for (const { finding } of (await store.findings({ limit: 1_000, hidden: true })).findings) print({ finding });
  }
  print(answer ?? null);
  await warm.store.close();
  return answer !== undefined && answer.batchItemFailures.length > 0 ? exitCodes.REJECTS : exitCodes.OK;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function contextOf(name: string, timeout: string): CallContext {
  const seconds = Number(timeout);
  if (!(seconds >= 1 && seconds <= 900))
    throw new Problem('CLI_USAGE', `--timeout ${JSON.stringify(timeout)} is no number of seconds`, {
      hint: 'Lambda has 1 to 900',
    });
  const end = wallClock.now() + seconds * SECOND;
  return {
    awsRequestId: 'local',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION ?? 'us-east-1'}:000000000000:function:${name}`,
    getRemainingTimeInMillis: () => end - wallClock.now(),
  };
}
