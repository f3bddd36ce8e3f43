import { Problem } from '../../base/problem.ts';
import type { Milliseconds } from '../../base/units.ts';
import { postJson } from './http-post.ts';
import type { Notice, Receipt, Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { noticeDocument } from './wording/notice-document.ts';
import { slackMessage } from './wording/slack-message.ts';

/** One of: an incoming webhook (no threads), or a bot's token (scope `chat:write`) and a channel. */
export type SlackOptions = WordedSinkOptions & (SlackWebhook | SlackBot);

export interface SlackWebhook {
  /** Secret: `https://hooks.slack.com/services/…` */
  readonly webhookUrl: string;
}

export interface SlackBot {
  /** Secret: `xoxb-…` */
  readonly token: string;
  /** Its id: `C012AB3CD`. */
  readonly channel: string;
  /** @default https://slack.com */
  readonly baseUrl?: string;
}

/** Passing troubles. Source: Slack API, `chat.postMessage`, errors; "Rate limits". Any other is for good. */
const passing = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);
/** The first message of the thread is gone. */
const noThread = new Set(['thread_not_found', 'invalid_thread_ts', 'cannot_reply_to_message', 'message_not_found']);

/**
 * Tells a Slack channel. With a token, what follows about a finding goes into the thread of the first message, and an escalation to
 * the channel too. The notice's id is the `block_id` of the first block.
 */
export function createSlackSink(options: SlackOptions): Sink {
  const { name, wording } = options;
  const post = 'webhookUrl' in options ? viaWebhook(options) : viaBot(options, options.timeout);
  return {
    name,
    type: 'slack',
    send: (notice, signal) => post(notice, slackMessage(notice.id, noticeDocument(notice, wording)), signal),
  };
}

type Post = (notice: Notice, message: object, signal: AbortSignal) => Promise<Receipt>;

function viaWebhook({ webhookUrl, timeout }: SlackOptions & SlackWebhook): Post {
  // All behind the host is secret.
  const secretParts = [webhookUrl, ...webhookUrl.split('/').slice(3)];
  return async (_, message, signal) => {
    await postJson(webhookUrl, message, { signal, secretParts, timeout });
    return {};
  };
}

function viaBot({ token, channel, baseUrl = 'https://slack.com' }: SlackBot, timeout: Milliseconds | undefined): Post {
  const url = `${baseUrl.replace(/\/+$/, '')}/api/chat.postMessage`;
  const call = async (body: object, signal: AbortSignal): Promise<SlackAnswer> => {
    const headers = { authorization: `Bearer ${token}` };
    const { text } = await postJson(url, body, { headers, signal, secretParts: [token], timeout });
    return readAnswer(text);
  };
  return async (notice, message, signal) => {
    const thread = notice.kind === 'alert' ? notice.thread : undefined;
    const escalated = notice.kind === 'alert' && notice.alert.change === 'escalated';
    const whole = { channel, ...message };
    let answer = await call(thread === undefined ? whole : { ...whole, thread_ts: thread, reply_broadcast: escalated }, signal);
    const lost = thread !== undefined && noThread.has(answer.error ?? '');
    if (lost) answer = await call(whole, signal);
    if (!answer.ok) throw refusal(answer.error);
    const opened = thread === undefined || lost ? answer.ts : thread;
    return notice.kind !== 'alert' || opened === undefined ? {} : { thread: opened };
  };
}

interface SlackAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly ts?: string;
}

function readAnswer(text: string): SlackAnswer {
  try {
    const answer = JSON.parse(text) as { ok?: unknown; error?: unknown; ts?: unknown };
    return {
      ok: answer.ok === true,
      ...(typeof answer.error === 'string' && { error: answer.error }),
      ...(typeof answer.ts === 'string' && { ts: answer.ts }),
    };
  } catch {
    throw new Problem('SINK_FAILED', 'Slack answered with something else than JSON', {
      hint: 'Check that nothing is in between',
    });
  }
}

/** Slack's codes are words of its own; anything else isn't repeated. */
function refusal(error: string = ''): Problem {
  const said = /^[a-z_]{1,60}$/.test(error) ? error : 'an unknown error';
  if (passing.has(said)) return new Problem('SINK_FAILED', `Slack answered ${said}`, { hint: 'It is tried again' });
  const hint = /channel/.test(said)
    ? 'Check the id of the channel, and invite the bot to it'
    : 'Check the token and its scopes (chat:write)';
  return new Problem('SINK_REFUSED', `Slack refused the message: ${said}`, { hint });
}
