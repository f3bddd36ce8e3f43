import { Problem } from '../../base/problem.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import type { Target } from '../../model/target.ts';
import { messagesTo } from './messages-to.ts';

/**
 * A responder as the outbox sees it: it takes messages with a target, in a lane of its own.
 * @param handle may throw problems: it comes again
 */
export function responderLane(
  name: ResponderName,
  handle: (target: Target, findingId: string) => Promise<unknown>,
  close?: () => Promise<void>,
): Sink {
  return {
    name: messagesTo(name),
    type: 'responder',
    async send(notice) {
      const target = notice.kind === 'alert' ? notice.alert.target : undefined;
      if (notice.kind !== 'alert' || target === undefined) throw new Problem('SINK_REFUSED', 'the message has no target');
      try {
        await handle(target, notice.alert.finding.id);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw new Problem('SINK_FAILED', error.message, { at: error.at, hint: error.hint, cause: error });
      }
      return {};
    },
    ...(close && { close }),
  };
}
