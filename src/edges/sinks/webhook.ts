import { createHmac } from 'node:crypto';
import { type Bytes, type EpochMs, MiB, SECOND } from '../../base/units.ts';
import { postJson } from './http-post.ts';
import type { Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { fitJson, noticeData } from './wording/notice-json.ts';

export interface WebhookOptions extends WordedSinkOptions {
  /** Secret from its path on. */
  readonly url: string;
  /** Secret: what the signature is made with. Without it there is none. */
  readonly secret?: string;
  /** More headers, whose values are taken for secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The wall clock. @default Date.now */
  readonly now?: () => EpochMs;
}

const LIMIT: Bytes = MiB;

/**
 * Posts each notice as JSON, at most 1 MiB. `Idempotency-Key` is the notice's id, the same when it is sent again;
 * `X-Trailwatch-Signature: t=<unix seconds>,v1=<hex>` is HMAC-SHA256 over `<t>.<body>`, so that a receiver knows who sent it and when.
 */
export function createWebhookSink({ name, url, secret, headers = {}, wording, timeout, now = Date.now }: WebhookOptions): Sink {
  // All behind the host is secret.
  const [, , , ...path] = url.split('/');
  const secretParts = [path.join('/'), ...path, ...Object.values(headers), ...(secret === undefined ? [] : [secret])];
  return {
    name,
    type: 'webhook',
    async send(notice, signal) {
      const body = fitJson(noticeData(notice, wording), LIMIT);
      const own = {
        'idempotency-key': notice.id,
        ...(secret !== undefined && { 'x-trailwatch-signature': signature(secret, body, now()) }),
      };
      await postJson(url, body, { headers: { ...lowerCase(headers), ...own }, signal, secretParts, timeout });
      return {};
    },
  };
}

function signature(secret: string, body: string, now: EpochMs): string {
  const t = Math.floor(now / SECOND);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

/** Names of headers know no case: ours must win, not come twice. */
function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
}
