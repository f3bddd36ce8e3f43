import { Problem } from '../../base/problem.ts';
import type { Sink, Wording } from '../../edges/sinks/sink.ts';
import { awsAccessOf, regionIn } from '../config/aws-access.ts';
import type { ResolvedSecrets } from '../config/resolve-secrets.ts';
import type { Config, SinkConfig } from '../config/schema.ts';
import type { Secret } from '../config/secret.ts';
import { version } from '../cli/version.ts';

/** The sinks of a configuration, by name. What a kind of sink needs is loaded only where it is used. */
export async function makeSinks(
  config: Pick<Config, 'sinks' | 'console_url' | 'time_zone'>,
  { reveal }: Pick<ResolvedSecrets, 'reveal'>,
): Promise<Map<string, Sink>> {
  const wording: Wording = {
    timeZone: config.time_zone,
    ...(config.console_url !== undefined && { consoleUrl: config.console_url }),
  };
  const made = Object.entries(config.sinks).map(
    async ([name, sink]) => [name, await makeSink(name, sink, reveal, wording)] as const,
  );
  return new Map(await Promise.all(made));
}

type Reveal = (secret: Secret) => string;

async function makeSink(name: string, sink: SinkConfig, reveal: Reveal, wording: Wording): Promise<Sink> {
  const optional = <K extends string>(key: K, secret: Secret | undefined) =>
    (secret === undefined ? {} : { [key]: reveal(secret) }) as { [key in K]?: string };
  switch (sink.type) {
    case 'sns': {
      const { createSnsSink } = await import('../../edges/sinks/sns.ts');
      return createSnsSink({ name, topicArn: sink.topic_arn, access: awsAccessOf(sink), wording });
    }
    case 'email': {
      const { createEmailSink } = await import('../../edges/sinks/email.ts');
      const { host, port, secure, user, from, to } = sink;
      return createEmailSink({
        name,
        host,
        from,
        to,
        wording,
        ...(port !== undefined && { port }),
        ...(secure !== undefined && { secure }),
        ...(user !== undefined && { user }),
        ...optional('password', sink.password),
      });
    }
    case 'sms': {
      const { createSmsSink } = await import('../../edges/sinks/sms.ts');
      return createSmsSink({ name, phoneNumbers: sink.phone_numbers, access: awsAccessOf(sink) });
    }
    case 'slack': {
      const { createSlackSink } = await import('../../edges/sinks/slack.ts');
      const { webhook_url: webhook, token, channel } = sink;
      if (webhook !== undefined) return createSlackSink({ name, wording, webhookUrl: reveal(webhook) });
      return createSlackSink({ name, wording, token: reveal(token!), channel: channel! });
    }
    case 'teams': {
      const { createTeamsSink } = await import('../../edges/sinks/teams.ts');
      return createTeamsSink({ name, wording, webhookUrl: reveal(sink.webhook_url) });
    }
    case 'pagerduty': {
      const { createPagerDutySink } = await import('../../edges/sinks/pagerduty.ts');
      return createPagerDutySink({ name, wording, routingKey: reveal(sink.routing_key) });
    }
    case 'webhook': {
      const { createWebhookSink } = await import('../../edges/sinks/webhook.ts');
      const headers = Object.fromEntries(Object.entries(sink.headers).map(([header, value]) => [header, reveal(value)]));
      return createWebhookSink({ name, wording, url: sink.url, headers, ...optional('secret', sink.secret) });
    }
    case 'security-hub': {
      const { createSecurityHubSink } = await import('../../edges/sinks/security-hub.ts');
      const access = awsAccessOf(sink);
      const region = sink.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
      if (region === undefined)
        throw new Problem('CONFIG_FIELD', `the sink ${name} names no region`, { hint: 'Add region to it' });
      return createSecurityHubSink({
        name,
        wording,
        region,
        access,
        ...(sink.product_arn !== undefined && { productArn: sink.product_arn }),
      });
    }
    case 'eventbridge': {
      const { createEventBridgeSink } = await import('../../edges/sinks/eventbridge.ts');
      const region = sink.region ?? regionIn(sink.bus);
      return createEventBridgeSink({
        name,
        wording,
        bus: sink.bus,
        access: { ...awsAccessOf(sink), ...(region !== undefined && { region }) },
      });
    }
    case 'file': {
      const { createFileSink } = await import('../../edges/sinks/file.ts');
      const { path, format, max_bytes: maxBytes, keep } = sink;
      return createFileSink({
        name,
        wording,
        path,
        format,
        version,
        ...(maxBytes !== undefined && { maxBytes }),
        ...(keep !== undefined && { keep }),
      });
    }
    case 'stdout': {
      const { createStdoutSink } = await import('../../edges/sinks/stdout.ts');
      return createStdoutSink({ name, wording, ...(sink.format !== undefined && { format: sink.format }) });
    }
  }
}
