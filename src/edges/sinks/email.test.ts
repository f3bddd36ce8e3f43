import { afterEach, describe, expect, test } from 'vitest';
import { createEmailSink, type EmailOptions } from './email.ts';
import { makeCertificate } from './loopback-certificate.contract.ts';
import { type LoopbackMail, startLoopbackMail } from './loopback-mail.contract.ts';
import { alertNotice, digestNotice, hostileNotices, sampleAlert } from './notice.cases.ts';
import { sinkContract } from './sink.contract.ts';

const password = 'aSecretPassword';
const options = (port: number, more: Partial<EmailOptions> = {}): EmailOptions => ({
  name: 'mail',
  host: '127.0.0.1',
  port,
  user: 'alerts',
  password,
  from: 'trailwatch <alerts@example.com>',
  to: ['oncall@example.com', 'security@example.com'],
  ...more,
});

sinkContract('e-mail', {
  keyed: true,
  moods: ['failing', 'throttling', 'refusing', 'hanging', 'closing'],
  harmless({ text }) {
    const html = text.slice(text.indexOf('<!doctype'));
    expect(html).not.toMatch(/<(?:script|img|iframe|svg|base|meta http|at)\b/i);
    expect(html).not.toMatch(/<[^>]*\son\w+=/i);
    expect(html).not.toMatch(/href="(?!https:\/\/(?:attack\.mitre\.org|docs\.aws\.amazon\.com|example\.com)\/)/);
  },
  async prepare(timeout) {
    const mail = await startLoopbackMail(password);
    return {
      sink: createEmailSink(options(mail.port, { timeout })),
      secrets: [password, Buffer.from(`\0alerts\0${password}`).toString('base64')],
      received: () =>
        mail.mails.map(({ headers, text, html }) => ({
          text: [headers.get('subject'), text, html].join('\n'),
          key: headers.get('message-id'),
        })),
      setMood: (mood) => {
        mail.mood = mood;
      },
      stop: mail.stop,
    };
  },
});

describe('e-mail', () => {
  const signal = new AbortController().signal;
  let mail: LoopbackMail | undefined;
  afterEach(async () => {
    await mail?.stop();
    mail = undefined;
  });
  const start = async (...args: Parameters<typeof startLoopbackMail> | []) => {
    mail = await startLoopbackMail(args[0] ?? password, args[1]);
    return mail;
  };
  const problemOf = (sending: Promise<unknown>) =>
    sending.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );

  test('is text and HTML, for all recipients, and no reason for an automatic answer', async () => {
    const { port, mails } = await start();
    await createEmailSink(options(port, { wording: { consoleUrl: 'https://console.example.com' } })).send(alertNotice(), signal);
    const [one, ...more] = mails;
    expect(more).toEqual([]);
    expect(one).toMatchObject({ recipients: ['oncall@example.com', 'security@example.com'], user: 'alerts' });
    expect(one?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(one?.headers.get('message-id')).toBe('<notice-opened@example.com>');
    expect(one?.headers.get('subject')).toMatch(/^CRITICAL CloudTrail logging stopped: arn:aws:iam::123456789012:user\/mallory/);
    expect(one?.text).toContain('    aws cloudtrail start-logging --name <trail>');
    expect(one?.html).toContain('<a href="https://console.example.com/findings/0123456789abcdef0123456789abcdef">');
    expect(one?.html).toContain('aws cloudtrail start-logging --name &lt;trail&gt;');
  });

  test('what follows about a finding is in the thread of the first message', async () => {
    const { port, mails } = await start();
    const sink = createEmailSink(options(port));
    const { thread } = await sink.send(alertNotice(), signal);
    expect(thread).toBe('<notice-opened@example.com>');
    expect(await sink.send(alertNotice({}, 'escalated', thread), signal)).toEqual({ thread });
    const root = `<finding-${sampleAlert.finding.id}@example.com>`;
    expect(mails[0]?.headers.get('references')).toBe(root);
    expect(mails[1]?.headers.get('in-reply-to')).toBe(thread);
    expect(mails[1]?.headers.get('references')).toBe(`${root} ${thread}`);
  });

  test('nobody adds a header or a recipient', async () => {
    const { port, mails } = await start();
    const sink = createEmailSink(options(port));
    await sink.send(digestNotice, signal);
    const names = [...mails[0]!.headers.keys(), 'in-reply-to', 'references'].toSorted();
    await Promise.all(hostileNotices.map(([, thread, notice]) => sink.send({ ...notice, thread } as typeof notice, signal)));
    for (const { headers, recipients } of mails.slice(1)) {
      expect([...headers.keys()].toSorted()).toEqual(names);
      expect(recipients).toHaveLength(2);
    }
  });

  test.each([
    [450, 'SINK_FAILED'],
    [550, 'SINK_REFUSED'],
  ])('a recipient that is refused with %i: %s, and the others are told once', async (reply, code) => {
    const { port, mails, refusedRecipients } = await start();
    refusedRecipients.set('security@example.com', reply);
    const sink = createEmailSink(options(port));
    expect(await problemOf(sink.send(alertNotice(), signal))).toMatchObject({ code });
    refusedRecipients.clear();
    await sink.send(alertNotice(), signal);
    expect(mails.map(({ recipients }) => recipients)).toEqual([['oncall@example.com'], ['security@example.com']]);
  });

  test('a wrong password is refused for good, and not repeated', async () => {
    const { port } = await start('another');
    const problem = await problemOf(createEmailSink(options(port)).send(alertNotice(), signal));
    expect(problem).toMatchObject({ code: 'SINK_REFUSED', hint: 'Check user and password' });
    expect(String(problem)).not.toContain(password);
  });

  test('nobody listens', async () => {
    const { port, stop } = await start();
    await stop();
    expect(await problemOf(createEmailSink(options(port)).send(alertNotice(), signal))).toMatchObject({ code: 'SINK_FAILED' });
  });

  test.each([
    ['from the first byte', true],
    ['by STARTTLS', false],
  ])('TLS %s', async (_, secure) => {
    const { key, cert } = makeCertificate();
    const { port, mails } = await start(password, { key, cert, secure });
    const trusting = options(port, { host: 'localhost', secure, ca: cert });
    await createEmailSink(trusting).send(alertNotice(), signal);
    expect(mails).toMatchObject([{ encrypted: true }]);
    const { ca: _unused, ...distrusting } = trusting;
    expect(await problemOf(createEmailSink(distrusting).send(alertNotice(), signal))).toMatchObject({ code: 'SINK_FAILED' });
    expect(mails).toHaveLength(1);
  });
});
