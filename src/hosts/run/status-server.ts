import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { Problem } from '../../base/problem.ts';

/** Is it working? Asked by whoever restarts it otherwise. */
export interface Health {
  readonly ok: boolean;
  /** Why not, and what is worth knowing. Names of sources and sinks, codes of problems; nothing of any event. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface StatusServer {
  readonly address: AddressInfo;
  close(): Promise<void>;
}

/**
 * `GET /metrics` for Prometheus and `GET /healthz` (200 or 503) for supervisors. No authentication: it binds to loopback unless told
 * otherwise, and says nothing of findings.
 * @throws {Problem} CONFIG_FIELD if the port is taken or the host is none of this machine
 */
export async function startStatusServer(
  { host, port }: { readonly host: string; readonly port: number },
  registry: Registry,
  health: () => Promise<Health>,
): Promise<StatusServer> {
  const [{ Hono }, { serve }] = await Promise.all([import('hono'), import('@hono/node-server')]);
  const app = new Hono();
  app.get('/metrics', async (context) =>
    context.body(await registry.metrics(), 200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }),
  );
  app.get('/healthz', async (context) => {
    const { ok, detail } = await health();
    return context.json({ ok, ...detail }, ok ? 200 : 503, { 'cache-control': 'no-store' });
  });
  app.onError((_error, context) => context.json({ ok: false }, 500));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      resolve({
        address,
        close: () =>
          new Promise((closed) => {
            if ('closeAllConnections' in server) server.closeAllConnections();
            server.close(() => closed());
          }),
      });
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Problem('CONFIG_FIELD', `http: can't listen on ${host}:${port}: ${error.code ?? error.message}`, {
          hint: 'Choose another port under http in the configuration, or end what uses this one',
          cause: error,
        }),
      ),
    );
  });
}
