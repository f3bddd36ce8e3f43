import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { type HttpBindings, RequestError } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { Problem } from '../../../base/problem.ts';
import { type Bytes, MiB, type Seconds } from '../../../base/units.ts';
import type { Refusal, Refusals } from './refusals.ts';
import { confirmsSubscription } from './sns-address.ts';
import { parseSnsMessage, type SnsMessage } from './sns-message.ts';
import type { Outcome, WaitingRoom } from './waiting-room.ts';

/** For `POST /events`: what the sender has to show. */
export interface EventsAccess {
  /** `authorization`: as `Bearer <secret>`. Any other header: the secret alone. @default authorization */
  readonly header?: string;
  readonly secret: string;
}

/** For `POST /sns`. */
export interface TopicsAccess {
  /** ARNs of topics whose messages are taken and whose subscriptions are confirmed. */
  readonly topics: readonly string[];
}

export interface HttpAppOptions {
  /** The part is there only if its access is given. */
  readonly events?: EventsAccess | undefined;
  readonly sns?: TopicsAccess | undefined;
  /** So many requests are held at most, read, waiting or in work; the others are to come again. */
  readonly most: number;
  /** For problems and deliveries: `http:127.0.0.1:8443`. */
  readonly place: string;
  readonly room: WaitingRoom;
  readonly refusals: Refusals;
  readonly verify: (message: SnsMessage) => Promise<Refusal | undefined>;
  /** Visits an address of SNS. Rejects unless it answers with success. */
  readonly visit: (url: string) => Promise<unknown>;
  readonly onProblem: (problem: Problem) => void;
}

const LARGEST: Bytes = MiB;
const AGAIN_AFTER: Seconds = 10;

type Bound = { Bindings: HttpBindings };

/**
 * The endpoint: `POST /events` for API destinations of EventBridge, `POST /sns` for HTTPS subscriptions of SNS. A request is answered
 * with 200 when what it brought has had its effect, and with 503 if it should be sent again. Both senders do that by themselves.
 */
export function httpApp(options: HttpAppOptions): Hono<Bound> {
  const { room, refusals, place, events, sns } = options;
  const app = new Hono<Bound>();
  let answering = 0;

  const refuse = (c: Context<Bound>, refusal: Refusal) => {
    refusals.add(c.req.path, refusal, c.env.incoming.socket.remoteAddress ?? '');
    const { status, reason } = refusal;
    if (status === 401) c.header('WWW-Authenticate', 'Bearer');
    if (status === 503) c.header('Retry-After', String(AGAIN_AFTER));
    return c.json({ error: reason }, status);
  };
  /** Looks at the head only, so that nobody has to be read who isn't let in. */
  const door = (route: string, types: readonly string[], admit: (c: Context<Bound>) => Refusal | undefined) => {
    app.use(route, async (c, next) => {
      if (c.req.method !== 'POST') {
        c.header('Allow', 'POST');
        return c.json({ error: 'only POST is understood here' }, 405);
      }
      const refusal = admit(c) ?? refuseType(c.req.header('content-type'), types);
      if (refusal !== undefined) return refuse(c, refusal);
      if (answering + room.abandoned >= options.most) return refuse(c, { status: 503, reason: 'too many requests wait' });
      answering++;
      try {
        return await next();
      } finally {
        answering--;
      }
    });
  };
  const wait = async (c: Context<Bound>, route: string, bytes: Uint8Array) => {
    const outcome = await room.enter(`${place}${route}#${randomUUID()}`, bytes, c.req.raw.signal);
    if (outcome === 'done') return c.json({ ok: true });
    c.header('Retry-After', String(AGAIN_AFTER));
    return c.json({ error: UNDONE[outcome] }, 503);
  };

  if (events !== undefined) {
    door('/events', ['application/json'], (c) => (isAllowed(c, events) ? undefined : { status: 401, reason: 'no valid secret' }));
    app.post('/events', async (c) => {
      const bytes = await readBody(c.req.raw);
      if (bytes === undefined) return refuse(c, TOO_LARGE);
      if (!isJson(bytes)) return refuse(c, { status: 400, reason: 'the body is not a JSON object or list' });
      return wait(c, '/events', bytes);
    });
  }

  if (sns !== undefined) {
    const topics = new Set(sns.topics);
    // SNS says text/plain and sends JSON.
    door('/sns', ['text/plain', 'application/json'], () => undefined);
    app.post('/sns', async (c) => {
      if (c.req.header('x-amz-sns-rawdelivery') === 'true') {
        return refuse(c, { status: 400, reason: 'raw message delivery has no signature: switch it off for this subscription' });
      }
      const bytes = await readBody(c.req.raw);
      if (bytes === undefined) return refuse(c, TOO_LARGE);
      const message = parseSnsMessage(Buffer.from(bytes).toString('utf8'));
      if (message === undefined) return refuse(c, { status: 400, reason: 'the body is not a message of SNS' });
      if (!topics.has(message.topicArn)) return refuse(c, { status: 403, reason: 'the topic is not allowed' });
      const refusal = await options.verify(message);
      if (refusal !== undefined) return refuse(c, refusal);
      // Only what is signed goes on.
      if (message.type === 'Notification') return wait(c, '/sns', Buffer.from(JSON.stringify(message.signed)));
      if (message.type === 'UnsubscribeConfirmation') {
        options.onProblem(unsubscribed(message.topicArn, place));
        return c.json({ ok: true });
      }
      const { SubscribeURL = '', Token = '' } = message.signed;
      if (!confirmsSubscription(SubscribeURL, message.topicArn, Token)) {
        return refuse(c, { status: 403, reason: 'the address to confirm the subscription is not one of SNS' });
      }
      try {
        await options.visit(SubscribeURL);
      } catch {
        return refuse(c, { status: 503, reason: 'the subscription could not be confirmed' });
      }
      return c.json({ ok: true });
    });
  }

  app.notFound((c) => c.json({ error: 'there is nothing here' }, 404));
  app.onError((error, c) => {
    // The sender hung up before all of it was here.
    if (error instanceof RequestError || c.req.raw.signal.aborted) return c.json({ error: 'the request broke off' }, 400);
    options.onProblem(new Problem('SOURCE_FAILED', 'a request could not be answered', { at: { file: place }, cause: error }));
    return c.json({ error: 'an error of trailwatch' }, 500);
  });
  return app;
}

const UNDONE: Readonly<Record<Exclude<Outcome, 'done'>, string>> = {
  again: 'it could not be worked on now',
  late: 'it takes longer than a sender should wait',
  closed: 'trailwatch is ending',
};

const TOO_LARGE: Refusal = { status: 413, reason: 'more than 1 MiB' };

/** Undefined if it is too large, whatever its head said. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > LARGEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseType(header: string | undefined, types: readonly string[]): Refusal | undefined {
  const type = (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return types.includes(type) ? undefined : { status: 415, reason: `the content type is not ${types.at(-1)}` };
}

function isAllowed(c: Context<Bound>, { header = 'authorization', secret }: EventsAccess): boolean {
  const value = c.req.header(header) ?? '';
  const shown = header.toLowerCase() === 'authorization' ? (/^bearer +(.+)$/i.exec(value)?.[1] ?? '') : value;
  // Hashes, as they are of one length whatever is shown.
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(shown), hash(secret)) && secret !== '';
}

function isJson(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function unsubscribed(topicArn: string, place: string): Problem {
  return new Problem('SOURCE_FAILED', `somebody ended the subscription of ${topicArn}: its messages do not come any more`, {
    at: { file: place },
    hint: 'If that was not you, subscribe again, and look in CloudTrail for who called Unsubscribe',
  });
}
