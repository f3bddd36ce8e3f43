import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Mood } from './loopback-service.contract.ts';

export interface ReceivedMail {
  /** By its lower-case name, unfolded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded. */
  readonly text: string;
  readonly html: string;
  /** Of the envelope. */
  readonly recipients: readonly string[];
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

export interface LoopbackMail {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  mood: Mood;
  /** Refused with this reply. */
  readonly refusedRecipients: Map<string, number>;
  stop(): Promise<void>;
}

/** A real SMTP server of this machine. Takes one user, `alerts`, with the password that it is given. */
export async function startLoopbackMail(password: string, options: SMTPServerOptions = {}): Promise<LoopbackMail> {
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });
  const server = new SMTPServer({
    logger: false,
    closeTimeout: 100,
    allowInsecureAuth: true,
    hideSTARTTLS: options.cert === undefined,
    authOptional: true,
    ...options,
    onAuth({ username, password: given }, _, done) {
      if (username === 'alerts' && given === password) done(null, { user: username });
      else done(reply(535, `wrong password ${given}`));
    },
    onRcptTo({ address }, _, done) {
      const code = mail.refusedRecipients.get(address);
      done(code === undefined ? null : reply(code, 'not this one'));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        if (mail.mood === 'hanging') return;
        if (mail.mood === 'closing') return void [...sockets].map((socket) => socket.destroy());
        if (mail.mood !== 'fine')
          return done(reply({ failing: 451, throttling: 421 }[mail.mood as string] ?? 554, `no ${password}`));
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const { user } = session;
        mails.push({ ...readMail(Buffer.concat(chunks).toString('latin1')), recipients, encrypted: session.secure, user });
        done();
      });
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mail: LoopbackMail = {
    port: (server.server.address() as AddressInfo).port,
    mails,
    mood: 'fine',
    refusedRecipients: new Map(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return mail;
}

/** MIME as nodemailer writes it: one level of parts. */
function readMail(raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  const parts =
    boundary === undefined
      ? []
      : body
          .split(`--${boundary}`)
          .slice(1, -1)
          .map((part) => split(part.trimStart()));
  const of = (type: string) => parts.find((part) => part.headers.get('content-type')?.startsWith(type));
  return { headers, text: decoded(of('text/plain')), html: decoded(of('text/html')) };
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function split(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map(
    (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
  );
  return { headers: new Map(headers), body: raw.slice(end + 4) };
}

function decoded(part: Part | undefined): string {
  if (part === undefined) return '';
  const body = part.body.replace(/\r\n$/, '');
  const encoding = part.headers.get('content-transfer-encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n');
}
