import { hostileTexts } from '../../base/escape.cases.ts';
import type { Alert, Change } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import type { Notice } from './sink.ts';

/** A finding as triage makes it, for the tests of sinks. */
export const sampleFinding: Finding = {
  id: '0123456789abcdef0123456789abcdef',
  ruleId: 'cloudtrail-stopped',
  severity: 'critical',
  title: 'CloudTrail logging stopped',
  summary: 'arn:aws:iam::123456789012:user/mallory called StopLogging from 198.51.100.7 (3 events)',
  status: 'open',
  firstAt: '2026-03-01T12:00:00Z',
  lastAt: '2026-03-01T12:34:56Z',
  count: 3,
  actor: 'arn:aws:iam::123456789012:user/mallory',
  account: '123456789012',
  accountName: 'shop',
  environment: 'prod',
  region: 'us-east-1',
  resources: ['arn:aws:cloudtrail:us-east-1:123456789012:trail/main'],
  eventIds: ['6f1b2c3d-0000-4000-8000-000000000001', '6f1b2c3d-0000-4000-8000-000000000002'],
  attack: ['T1562.008'],
  origin: 'arn:aws:iam::111122223333:user/alice',
  context: {
    eventNames: ['StopLogging'],
    eventSources: ['cloudtrail.amazonaws.com'],
    regions: ['us-east-1'],
    sourceIPAddresses: ['198.51.100.7'],
    userAgents: ['aws-cli/2.15.0'],
    errorCodes: [],
    countries: ['CH'],
    networks: ['office'],
  },
};

export const sampleAlert: Alert = {
  finding: sampleFinding,
  change: 'opened',
  at: Date.UTC(2026, 2, 1, 12, 35),
  rule: {
    description: 'A trail records no more until somebody starts it again.',
    response: [
      'First questions: was this **planned**? Ask <actor>, see [the runbook](https://example.com/runbook).',
      'Look:',
      '  aws cloudtrail get-trail-status --name <trail> --region <region>',
      'Undo:',
      '  aws cloudtrail start-logging --name <trail>',
    ].join('\n'),
    falsePositives: ['A trail that is replaced by another one'],
    references: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html'],
  },
};

export const alertNotice = (more: Partial<Finding> = {}, change: Change = 'opened', thread?: string): Notice => ({
  kind: 'alert',
  id: `notice-${change}`,
  alert: { ...sampleAlert, change, finding: { ...sampleFinding, ...more } },
  ...(thread !== undefined && { thread }),
});

export const digestNotice: Notice = {
  kind: 'digest',
  id: 'notice-digest',
  title: '1,023 findings of "Unauthorized API call" in one hour',
  alerts: Array.from({ length: 50 }, (_, i) => ({
    ...sampleAlert,
    finding: {
      ...sampleFinding,
      id: `${i}`.padStart(32, '0'),
      severity: i < 2 ? ('high' as const) : ('low' as const),
      title: 'Unauthorized API call',
      actor: `arn:aws:iam::123456789012:user/user-${i}`,
    },
  })),
  more: 973,
  from: Date.UTC(2026, 2, 1, 12),
  to: Date.UTC(2026, 2, 1, 13),
};

export const testNotice: Notice = { kind: 'test', id: 'notice-test', alert: sampleAlert };

export const notices: readonly Notice[] = [
  alertNotice(),
  alertNotice({ count: 100 }, 'repeated'),
  alertNotice({ severity: 'critical' }, 'escalated'),
  alertNotice({ status: 'closed' }, 'resolved'),
  digestNotice,
  testNotice,
];

/** What else an attacker may try where people read: mentions, links, markup and headers of the media. */
const ofMessages: readonly (readonly [name: string, text: string])[] = [
  ['everybody in a Slack channel', '<!channel> <!here> <!everyone>'],
  ['a person in Slack', '<@U012AB3CD> <#C012AB3CD> <!subteam^S012AB3CD>'],
  ['a link with another name', '<https://192.0.2.1/|https://console.example.com/>'],
  ['a Markdown link', '[x](javascript:alert(1)) [sign in](https://192.0.2.1/) ![](https://192.0.2.1/p.png)'],
  ['Markdown and mrkdwn', '*bold* _italic_ ~struck~ `code` ```block``` # title\n> quote\n- item'],
  ['a mention in Teams', '<at>everyone</at>'],
  ['a template of an Adaptive Card', `{{DATE(2026-03-01T00:00:00Z, SHORT)}} \${title}`],
  ['headers', 'x\r\nBcc: victim@example.com\r\n\r\n<b>body</b>'],
  ['the end of an SMTP message', 'x\r\n.\r\nMAIL FROM:<a@example.com>'],
  ['a command in a command', "$(touch /tmp/x) `id` '; rm -rf / #"],
];

/** Every text of an attacker in every field that an attacker writes. */
export const hostileNotices: readonly (readonly [name: string, text: string, notice: Notice])[] = [
  ...hostileTexts,
  ...ofMessages,
].map(([name, text]) => [name, text, hostileNotice(text)]);

function hostileNotice(text: string): Notice {
  const many = [text, text];
  return alertNotice({
    title: `Rule about ${text}`,
    summary: `${text} called ${text}`,
    actor: text,
    origin: text,
    account: text,
    accountName: text,
    environment: text,
    region: text,
    resources: many,
    eventIds: many,
    attack: many,
    context: {
      eventNames: many,
      eventSources: many,
      regions: many,
      sourceIPAddresses: many,
      userAgents: many,
      errorCodes: many,
      countries: many,
      networks: many,
    },
  });
}
