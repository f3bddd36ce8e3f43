import { createTransport } from 'nodemailer';
import { Problem } from '../../base/problem.ts';
import { type Milliseconds, SECOND } from '../../base/units.ts';
import { emailProblem } from './email-problem.ts';
import { SINK_TIMEOUT, throwIfStopped } from './http-post.ts';
import { worstSeverity } from './notice-severity.ts';
import { createRecipients, decisive } from './recipients.ts';
import type { Notice, Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { documentHtml } from './wording/html.ts';
import { noticeDocument } from './wording/notice-document.ts';
import { documentText } from './wording/text.ts';

export interface EmailOptions extends WordedSinkOptions {
  readonly host: string;
  /** @default 465 if `secure`, otherwise 587 */
  readonly port?: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it, and always where a password is sent. @default port is 465 */
  readonly secure?: boolean;
  readonly user?: string;
  /** Secret. */
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
  /** PEM of a certificate authority of your own, for the server's certificate. */
  readonly ca?: string;
}

/** This machine itself: nobody listens in between. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/**
 * Writes e-mail by SMTP, as text and HTML. The notice's id is the Message-ID; what follows about a finding refers to the first message.
 * Where the server takes it for some recipients only, the others are tried again alone.
 */
export function createEmailSink(options: EmailOptions): Sink {
  const { name, from, to, wording, timeout = SINK_TIMEOUT } = options;
  const transport = createTransport(transportOptions(options, timeout));
  const recipients = createRecipients(to);
  const { user, password } = options;
  // As itself, and as AUTH PLAIN sends it.
  const secrets = password === undefined ? [] : [password, `\0${user}\0${password}`];
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'trailwatch.invalid';
  return {
    name,
    type: 'email',
    async send(notice, signal) {
      throwIfStopped(signal, options.host);
      const document = noticeDocument(notice, wording);
      const messageId = `<${notice.id}@${domain}>`;
      const limit = AbortSignal.timeout(timeout);
      const waiting = recipients.waiting(notice.id);
      try {
        const { accepted, rejectedErrors = [] } = await transport.sendMail({
          from,
          to: [...to],
          envelope: { from, to: waiting },
          subject: document.headline,
          text: documentText(document),
          html: documentHtml(document, worstSeverity(notice)),
          messageId,
          ...threadOf(notice, domain),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.any([signal, limit]),
        });
        recipients.reached(notice.id, accepted.map(addressOf));
        const problem = decisive(rejectedErrors.map((error) => emailProblem(error, secrets)));
        if (problem !== undefined) throw problem;
      } catch (error) {
        throwIfStopped(signal, options.host);
        if (limit.aborted) throw noAnswer(options.host, timeout);
        throw emailProblem(error, secrets);
      }
      if (notice.kind !== 'alert') return {};
      return { thread: isMessageId(notice.thread) ? notice.thread : messageId };
    },
  };
}

function transportOptions({ host, port, secure, user, password, ca }: EmailOptions, timeout: Milliseconds) {
  const implicit = secure ?? port === 465;
  return {
    host,
    port: port ?? (implicit ? 465 : 587),
    secure: implicit,
    requireTLS: !implicit && password !== undefined && !LOOPBACK.test(host),
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // What is written is ours: no message may make it read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Mail programs put messages together that refer to the same one, whether they have it or not: all of a finding refer to a message
 * that was never sent, and to the first one.
 */
function threadOf(notice: Notice, domain: string) {
  if (notice.kind !== 'alert') return {};
  const root = `<finding-${notice.alert.finding.id}@${domain}>`;
  const first = isMessageId(notice.thread) ? notice.thread : undefined;
  return { inReplyTo: first ?? root, references: first === undefined ? [root] : [root, first] };
}

function isMessageId(thread: string | undefined): thread is string {
  return thread !== undefined && /^<[^<>\s]{1,300}>$/.test(thread);
}

const addressOf = (address: string | { readonly address: string }): string =>
  typeof address === 'string' ? address : address.address;

function noAnswer(host: string, timeout: Milliseconds): Problem {
  return new Problem('SINK_FAILED', `${host} gave no answer within ${timeout / SECOND} s`, { hint: 'It is tried again' });
}
