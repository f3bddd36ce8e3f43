import { createQueueSender } from '../../edges/aws/use/send-message.ts';
import type { Sink } from '../../edges/sinks/sink.ts';
import type { ResponderName } from '../../edges/responders/responder.ts';
import { responderLane } from './responder-lane.ts';
import { responseRequest } from './response-request.ts';

/** A responder that is a function on AWS: it is asked by its own queue. */
export function responderQueue(name: ResponderName, url: string): Sink {
  const sender = createQueueSender(url);
  return responderLane(
    name,
    (target, findingId) => sender.send(JSON.stringify(responseRequest(target, findingId))),
    async () => sender.close(),
  );
}
