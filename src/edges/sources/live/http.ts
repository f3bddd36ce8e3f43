import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Problem } from '../../../base/problem.ts';
import { type Milliseconds, MINUTE, SECOND, type Seconds } from '../../../base/units.ts';
import type { LiveSource, LiveSourceOptions } from '../live-source.ts';
import { backOff } from './back-off.ts';
import { createHealth } from './health.ts';
import { type EventsAccess, httpApp, type TopicsAccess } from './http-app.ts';
import { createRefusals } from './refusals.ts';
import { smallFetch } from './small-fetch.ts';
import { createSnsVerifier } from './sns-signature.ts';
import { createWaitingRoom } from './waiting-room.ts';

export interface HttpSourceOptions extends LiveSourceOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** Switches `POST /events` on. */
  readonly events?: EventsAccess;
  /** Switches `POST /sns` on. */
  readonly sns?: TopicsAccess;
  /** So many requests wait or are worked on at most. @default 64 */
  readonly most?: number;
  /** For tests: gets certificates, and confirms subscriptions. By default `fetch`. */
  readonly fetchText?: (url: string) => Promise<string>;
}

export interface HttpSource extends LiveSource {
  /** Where it listens; undefined while it doesn't. */
  address(): { readonly host: string; readonly port: number } | undefined;
}

/** So long a sender waits for its answer. Those of AWS are less patient: they hang up and come again, which changes nothing. */
const PATIENCE: Seconds = 25;
const LONGEST_PAUSE: Milliseconds = MINUTE;
/** A request must have arrived by then: whoever sends a byte a minute doesn't hold a place for long. */
const ARRIVES_WITHIN: Milliseconds = 10 * SECOND;

/** An HTTP server for senders that push. TLS is for the proxy in front of it. */
export function httpSource(options: HttpSourceOptions): HttpSource {
  const { clock, onProblem, host = '127.0.0.1', port, most = 64, fetchText = smallFetch } = options;
  const place = `http:${host.includes(':') ? `[${host}]` : host}:${port}`;
  const health = createHealth(options);
  const room = createWaitingRoom(clock, PATIENCE);
  const app = httpApp({
    events: options.events,
    sns: options.sns,
    most,
    place,
    room,
    refusals: createRefusals(place, clock, onProblem),
    verify: createSnsVerifier({ clock, fetchCertificate: fetchText }),
    visit: fetchText,
    onProblem,
  });
  let server: Server | undefined;

  const listen = async (stop: AbortSignal): Promise<void> => {
    for (let attempts = 1; !stop.aborted; attempts++) {
      try {
        server = await listening(app.fetch, host, port);
        server.on('error', (error) => health.failed(notListening(error, place)));
        health.answered();
        return;
      } catch (error) {
        health.failed(notListening(error, place));
        await clock.sleep(Math.min(LONGEST_PAUSE, backOff(attempts)), stop);
      }
    }
  };
  /** Takes no new requests; those in work still get their answer. */
  const stopListening = () => {
    room.close();
    server?.close();
    server?.closeIdleConnections();
  };

  return {
    name: place,
    async *deliveries(signal) {
      signal.addEventListener('abort', stopListening, { once: true });
      try {
        await listen(signal);
        while (!signal.aborted) {
          const delivery = await room.next();
          if (delivery === undefined) return;
          health.answered();
          yield delivery;
        }
      } finally {
        signal.removeEventListener('abort', stopListening);
        stopListening();
      }
    },
    status: () => ({ depth: room.size, lag: room.lag, ...health.status() }),
    address() {
      const address = server?.listening === true ? (server.address() as AddressInfo) : undefined;
      return address === undefined ? undefined : { host: address.address, port: address.port };
    },
    async close() {
      stopListening();
      server?.closeAllConnections();
    },
  };
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

function listening(fetch: Fetch, host: string, port: number): Promise<Server> {
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      requestTimeout: ARRIVES_WITHIN,
      headersTimeout: ARRIVES_WITHIN,
      connectionsCheckingInterval: ARRIVES_WITHIN / 5,
    },
  }) as Server;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function notListening(error: unknown, place: string): Problem {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = { EADDRINUSE: 'the port is in use', EACCES: 'no permission for this port' }[code] ?? message;
  return new Problem('SOURCE_FAILED', `can't listen: ${reason}`, {
    at: { file: place },
    hint: 'End what listens there, or choose another port',
    cause: error,
  });
}
