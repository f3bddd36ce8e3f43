import type { InitAnswers } from './init-answers.ts';

/** A commented configuration that says what was answered, and shows what else there is. */
export function initText(answers: InitAnswers): string {
  return `# trailwatch.yaml: what is watched, and who is told.
# "trailwatch config check" finds mistakes; "trailwatch config show" prints what is in force.
# Environment variables win over this file: TRAILWATCH_STORE_PATH stands for store.path.

# Findings are kept here. Paths begin at this file's folder.
store:
  path: ./trailwatch.db
  retention_days: 90

# Where events come from: lookup-events, sqs, s3, folder, http, stdin.
sources:
${sourceLines(answers.source)}

# The shipped rules run; these are added to them.
rules:
  # paths: [./rules]
  # min_severity: low
  # disabled: [aws-root-account-usage]

# Who is told. Secrets are better kept elsewhere than in this file:
# \${ENVIRONMENT_VARIABLE}, SSM:/name, SECRETSMANAGER:name#key, file:/path.
sinks:
${sinkLines(answers.sink)}

# Which findings go where: EventBridge patterns over findings. Without routes, everything goes to every sink.
routes:
  # The urgent ones at once ...
  - to: ${nameOf(answers.sink)}
    when: { severity: [critical, high] }
  # ... and the rest together, once an hour. What is only informational is kept, and nobody is told.
  - to: ${nameOf(answers.sink)}
    when: { severity: [medium, low] }
    digest: 1h

# What accounts are called, and what they are for; findings say so, and routes and overrides can ask for it.
accounts:
  # "123456789012": { name: shop, environment: production }

# Another severity than the rule's own. The first that fits is taken.
severity:
  # - { rule: some-rule-id, environment: sandbox, severity: low }

# Addresses that are yours; findings name them.
networks:
  # office: [192.0.2.0/24]

# An account and region that used to send events and is silent for so long is a finding itself (off: it is not).
silent_after: 6h

# Metrics (/metrics) and health (/health).
# http: { host: 127.0.0.1, port: 9464 }
`;
}

function sourceLines(source: InitAnswers['source']): string {
  switch (source.type) {
    case 'lookup-events':
      return lines([
        '- type: lookup-events',
        `  # IAM, sign-ins and other global services are recorded in us-east-1.`,
        `  regions: [${source.regions.map(quoted).join(', ')}]`,
        ...profileLine(source.profile),
      ]);
    case 'sqs':
      return lines(['- type: sqs', `  queue_url: ${quoted(source.queueUrl)}`, ...profileLine(source.profile)]);
    case 'folder':
      return lines(['- type: folder', `  path: ${quoted(source.path)}`]);
  }
}

function profileLine(profile: string | undefined): string[] {
  return profile === undefined ? ['  # profile: prod'] : [`  profile: ${quoted(profile)}`];
}

function sinkLines(sink: InitAnswers['sink']): string {
  const name = `${nameOf(sink)}:`;
  switch (sink.type) {
    case 'stdout':
      return lines([name, '  type: stdout']);
    case 'slack':
      return lines([name, '  type: slack', `  webhook_url: ${quoted(sink.webhookUrl)}`]);
    case 'email':
      return lines([
        name,
        '  type: email',
        `  host: ${quoted(sink.host)}`,
        `  from: ${quoted(sink.from)}`,
        `  to: [${sink.to.map(quoted).join(', ')}]`,
        '  # user: trailwatch',
        `  # password: \${SMTP_PASSWORD}`,
      ]);
    case 'sns':
      return lines([name, '  type: sns', `  topic_arn: ${quoted(sink.topicArn)}`]);
  }
}

function nameOf(sink: InitAnswers['sink']): string {
  return { stdout: 'screen', slack: 'chat', email: 'mail', sns: 'topic' }[sink.type];
}

function lines(of: readonly string[]): string {
  return of.map((line) => `  ${line}`).join('\n');
}

/** Plain where that is safe; a JSON text is a YAML text in double quotes. */
function quoted(text: string): string {
  return /^[a-z][a-z0-9-]*$/.test(text) && !/^(true|false|null|y|n|yes|no|on|off)$/.test(text) ? text : JSON.stringify(text);
}
