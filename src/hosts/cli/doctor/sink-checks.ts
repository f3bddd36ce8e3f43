import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import { access, constants } from 'node:fs/promises';
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { awsAccessOf, regionIn } from '../../config/aws-access.ts';
import type { ResolvedSecrets } from '../../config/resolve-secrets.ts';
import type { SinkConfig } from '../../config/schema.ts';
import type { Secret } from '../../config/secret.ts';
import type { AwsCalls } from './aws-calls.ts';
import { type Check, fail, ok, type Outcome, warn } from './check.ts';

/** Is it there, and would it take an alert? Nothing is sent. */
export function sinkCheck(name: string, sink: SinkConfig, secrets: Promise<ResolvedSecrets>, calls: AwsCalls): Check {
  const title = `sink ${name} (${sink.type})`;
  return { name: title, run: (signal) => outcomeOf(sink, secrets, calls, signal) };
}

async function outcomeOf(
  sink: SinkConfig,
  secrets: Promise<ResolvedSecrets>,
  calls: AwsCalls,
  signal: AbortSignal,
): Promise<Outcome> {
  const address = async (secret: Secret) => reachAddress((await secrets).reveal(secret), signal);
  switch (sink.type) {
    case 'stdout':
      return ok('always there');
    case 'file':
      return checkFile(sink.path);
    case 'slack':
      return sink.webhook_url === undefined ? reachAddress('https://slack.com/', signal) : address(sink.webhook_url);
    case 'teams':
      return address(sink.webhook_url);
    case 'webhook':
      return reachAddress(sink.url, signal);
    case 'pagerduty':
      return reachAddress('https://events.pagerduty.com/', signal);
    case 'email':
      return checkMailServer(sink, await secrets);
    case 'sns':
      return topicOutcome(sink.topic_arn, awsAccessOf(inRegionOf(sink.topic_arn, sink)), calls, signal);
    case 'sms':
      return smsOutcome(awsAccessOf(sink), calls, signal);
    case 'eventbridge':
      return ok(
        `${await calls.describeEventBus(sink.bus, awsAccessOf(inRegionOf(sink.bus, sink)), signal)}. Needed besides: events:PutEvents`,
      );
    case 'security-hub':
      return ok(`${await calls.describeHub(awsAccessOf(sink), signal)}. Needed besides: securityhub:BatchImportFindings`);
  }
}

/** An ARN says its region, and that is the only one where it is known. */
function inRegionOf<T extends object>(arn: string, sink: T): T {
  const region = regionIn(arn);
  return region === undefined ? sink : { ...sink, region };
}

async function checkFile(path: string): Promise<Outcome> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  const target = exists ? path : dirname(path);
  try {
    await access(target, constants.W_OK);
    return ok('may be written');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? fail(`there is no folder ${target}`, `mkdir -p ${target}`)
      : fail(`no permission to write ${target}`, 'Give the user who runs trailwatch the right to write it');
  }
}

/** Signs in where there is a password, and leaves. */
async function checkMailServer(sink: SinkConfig & { readonly type: 'email' }, secrets: ResolvedSecrets): Promise<Outcome> {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, user, password } = sink;
  const transport = createTransport({
    host,
    ...(port !== undefined && { port }),
    ...(secure !== undefined && { secure }),
    ...(user !== undefined && password !== undefined && { auth: { user, pass: secrets.reveal(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 10_000,
  });
  try {
    await transport.verify();
    return ok(user === undefined ? 'answers' : `answers, and lets ${user} in`);
  } catch (error) {
    // The words of a server may repeat what it was sent.
    const code = (error as { readonly code?: string }).code ?? 'unknown';
    return code === 'EAUTH'
      ? fail(`${host} refused user or password`, 'Correct user and password; some services want a password for applications')
      : fail(`${host} doesn't answer (${code})`, 'Check host, port and secure (true for port 465)');
  } finally {
    transport.close();
  }
}

/** A connection, with TLS where the address says so; no request. Only the host is named: the rest may be a secret. */
export function reachAddress(address: string, signal: AbortSignal): Promise<Outcome> {
  if (!URL.canParse(address)) return Promise.resolve(fail('its secret is no address', 'It must begin with https://'));
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  // A URL has an IPv6 address in brackets; a socket has it without.
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port) || (secure ? 443 : 80) };
  return new Promise((resolve) => {
    const socket: Socket = secure
      ? connectTls({ ...target, ...(isIP(host) === 0 && { servername: host }) })
      : connectPlain(target);
    const end = (outcome: Outcome) => {
      socket.destroy();
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = () => end(fail(`${host} doesn't answer`, 'Check the network'));
    signal.addEventListener('abort', onAbort);
    socket.once(secure ? 'secureConnect' : 'connect', () => end(ok(`${host} can be reached`)));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end(
        fail(
          `${host} can't be reached (${error.code ?? 'unknown'})`,
          'Check the address, the network, and the proxy if there is one',
        ),
      ),
    );
  });
}

/** Does anybody hear what the topic is told? */
export async function topicOutcome(topicArn: string, access: AwsAccess, calls: AwsCalls, signal: AbortSignal): Promise<Outcome> {
  const { confirmed, pending } = await calls.getTopicState(topicArn, access, signal);
  if (pending > 0) {
    return warn(
      `${pending} subscriptions are not confirmed`,
      'Follow the link in the e-mail "AWS Notification - Subscription Confirmation"',
    );
  }
  if (confirmed === 0) return warn('nobody is subscribed', `aws sns subscribe --topic-arn ${topicArn} --protocol email …`);
  return ok(`${confirmed} subscribed. Needed besides: sns:Publish`);
}

/** Can text messages be sent, and how many? Source: Amazon SNS Developer Guide, "SMS sandbox", "Setting SMS messaging preferences". */
export async function smsOutcome(access: AwsAccess, calls: AwsCalls, signal: AbortSignal): Promise<Outcome> {
  const { isInSandbox, monthlyLimit = 1 } = await calls.getSmsState(access, signal);
  if (isInSandbox) {
    return warn(
      'the account is in the SMS sandbox: only verified numbers get anything',
      'Verify the numbers, or ask AWS to leave the sandbox',
    );
  }
  const limit = `SNS spends at most US$ ${monthlyLimit} a month on text messages`;
  return monthlyLimit <= 1
    ? warn(
        `${limit}: some dozens of them`,
        'Ask AWS for a higher limit, then: aws sns set-sms-attributes --attributes MonthlySpendLimit=…',
      )
    : ok(`${limit}. Needed besides: sns:Publish`);
}
