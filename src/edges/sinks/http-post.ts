import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { type Bytes, KiB, type Milliseconds, SECOND } from '../../base/units.ts';
import { redact } from './redact.ts';

/** How long a service may take to answer. */
export const SINK_TIMEOUT: Milliseconds = 15 * SECOND;
/** Of an answer that is read: services say what is wrong in its first words. */
const ANSWER_LIMIT: Bytes = 64 * KiB;
/** Of an answer that is quoted in a problem. */
const QUOTED = 200;

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What must not be in a problem's text, whatever the service answers: tokens, passwords, secret parts of the address. */
  readonly secretParts: readonly string[];
  /** @default SINK_TIMEOUT */
  readonly timeout?: Milliseconds | undefined;
}

export interface PostAnswer {
  readonly status: number;
  /** At most 64 KiB of it. */
  readonly text: string;
  readonly headers: Headers;
}

/**
 * Sends JSON to a service: a string as it is, anything else as `JSON.stringify` writes it. Follows no redirect: what is sent is
 * secret, or carries a secret. The address is taken for secret from its path on.
 * @throws {Problem} SINK_FAILED for no answer, 408, 425, 429 and 5xx; SINK_REFUSED for a redirect and every other status than 2xx
 */
export async function postJson(url: string, body: unknown, options: PostOptions): Promise<PostAnswer> {
  const { headers = {}, signal, timeout = SINK_TIMEOUT } = options;
  const target = targetOf(url);
  const secrets = [url, `${target.pathname}${target.search}`, ...options.secretParts];
  const clean = (text: string) => forTerminal(redact(text, secrets)).slice(0, QUOTED);
  throwIfStopped(signal, target.host);
  let answer: PostAnswer;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
    const response = await fetch(target, {
      method: 'POST',
      redirect: 'manual',
      signal: limit,
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'trailwatch', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    answer = { status: response.status, headers: response.headers, text: await start(response) };
  } catch (error) {
    throwIfStopped(signal, target.host);
    // The error itself isn't passed on: its text may have the address.
    throw new Problem('SINK_FAILED', `${target.host} gave no answer: ${clean(reason(error, timeout))}`, {
      hint: 'It is tried again',
    });
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  const said = answer.text.trim() === '' ? '' : `: ${clean(answer.text.trim())}`;
  if (status >= 300 && status < 400) {
    throw new Problem('SINK_REFUSED', `${target.host} answered with a redirect (${status}), which is not followed`, {
      hint: 'Configure the address that it leads to',
    });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    throw new Problem('SINK_FAILED', `${target.host} answered ${status}${said}`, { hint: retryHint(answer.headers) });
  }
  throw new Problem('SINK_REFUSED', `${target.host} answered ${status}${said}`, {
    hint: 'Check the address and the key of this sink',
  });
}

function targetOf(url: string): URL {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) {
    throw new Problem('SINK_REFUSED', 'the address of the sink is not a valid http or https URL', {
      hint: 'Check the address and the key of this sink',
    });
  }
  return target;
}

/** @throws {Problem} SINK_FAILED once the signal is aborted */
export function throwIfStopped(signal: AbortSignal, where: string): void {
  if (signal.aborted) throw new Problem('SINK_FAILED', `stopped before ${where} had answered`, { hint: 'It is tried again' });
}

/** Reads the start of the answer; the rest is left. Errors of the connection come through. */
async function start(response: Response): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= ANSWER_LIMIT) break;
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_LIMIT).toString('utf8');
}

/** `fetch` says only that it failed; why is in its cause. */
function reason(error: unknown, timeout: Milliseconds): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') return `nothing within ${timeout / SECOND} s`;
  return cause?.code ?? cause?.message ?? message ?? String(error);
}

/** Retry-After in seconds, or as a date (RFC 9110, section 10.2.3). */
function retryHint(headers: Headers): string {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return `Try again after ${Number(value)} s`;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 'It is tried again' : `Try again after ${new Date(at).toISOString()}`;
}
