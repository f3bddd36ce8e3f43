import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MemoryQueue } from './memory-queue.cases.ts';

export interface LoopbackSqs {
  /** The URL of the queue. */
  readonly url: string;
  /** For which region each request was signed. */
  readonly regions: string[];
  /** How the next requests are answered: an error of this name. */
  error?: { readonly name: string; readonly status: number } | undefined;
  close(): Promise<void>;
}

interface Batch {
  readonly Entries: readonly { readonly Id: string; readonly ReceiptHandle: string; readonly VisibilityTimeout?: number }[];
}

/**
 * Enough of the JSON protocol of SQS over loopback for the real SDK to talk to a queue in memory.
 * Source: Amazon SQS API Reference, "Make a query API request using AWS JSON protocol".
 */
export async function startLoopbackSqs(queue: MemoryQueue): Promise<LoopbackSqs> {
  const loopback = { regions: [] as string[] } as LoopbackSqs & { url: string };
  const actions: Record<string, (input: never, signal: AbortSignal) => Promise<unknown>> = {
    async ReceiveMessage(
      input: { MaxNumberOfMessages: number; WaitTimeSeconds: number; VisibilityTimeout: number },
      signal: AbortSignal,
    ) {
      const request = {
        most: input.MaxNumberOfMessages,
        wait: input.WaitTimeSeconds,
        visibility: input.VisibilityTimeout,
        signal,
      };
      const messages = await queue.receive(request);
      return {
        Messages: messages.map((message) => ({
          MessageId: message.id,
          ReceiptHandle: message.receipt,
          Body: message.body,
          MD5OfBody: createHash('md5').update(message.body).digest('hex'),
          Attributes: {
            ApproximateReceiveCount: String(message.receiveCount),
            SentTimestamp: String(message.sentAt),
            ...(message.group !== undefined && { MessageGroupId: message.group }),
          },
        })),
      };
    },
    DeleteMessageBatch: async ({ Entries }: Batch) =>
      batchResult(Entries, await queue.remove(Entries.map(({ ReceiptHandle }) => ReceiptHandle))),
    ChangeMessageVisibilityBatch: async ({ Entries }: Batch) => {
      const changes = Entries.map((entry) => ({ receipt: entry.ReceiptHandle, visibility: entry.VisibilityTimeout ?? 0 }));
      return batchResult(Entries, await queue.setVisibility(changes));
    },
    async GetQueueAttributes() {
      const { visibility, waiting } = await queue.attributes();
      return { Attributes: { VisibilityTimeout: String(visibility), ApproximateNumberOfMessages: String(waiting) } };
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    loopback.regions.push(/Credential=[^/]*\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    let text = '';
    for await (const chunk of request) text += chunk;
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    };
    if (loopback.error !== undefined) {
      send(loopback.error.status, { __type: `com.amazonaws.sqs#${loopback.error.name}`, message: 'said the loopback.' });
      return;
    }
    const action = actions[String(request.headers['x-amz-target']).replace('AmazonSQS.', '')];
    try {
      send(200, await action?.(JSON.parse(text) as never, gone.signal));
    } catch (error) {
      send(500, { __type: 'InternalFailure', message: String(error) });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(loopback, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/123456789012/trail`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

function batchResult(entries: Batch['Entries'], failed: Awaited<ReturnType<MemoryQueue['remove']>>) {
  const failure = (receipt: string) => failed.find((one) => one.receipt === receipt);
  return {
    Successful: entries.filter(({ ReceiptHandle }) => failure(ReceiptHandle) === undefined).map(({ Id }) => ({ Id })),
    Failed: entries.flatMap(({ Id, ReceiptHandle }) => {
      const one = failure(ReceiptHandle);
      return one === undefined ? [] : [{ Id, SenderFault: one.forGood, Code: one.reason, Message: 'said the loopback' }];
    }),
  };
}
