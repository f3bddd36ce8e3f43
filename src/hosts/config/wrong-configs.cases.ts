/** A configuration with one mistake (or several), and where each is reported: `line:column`, and a part of the message or hint. */
export interface WrongConfig {
  readonly fact: string;
  readonly yaml: string;
  readonly problems: readonly (readonly [place: string, part: string])[];
}

const wrong = (fact: string, yaml: string, ...problems: WrongConfig['problems'][number][]): WrongConfig => ({
  fact,
  yaml,
  problems,
});

export const wrongConfigs: readonly WrongConfig[] = [
  wrong('an unknown key', 'store:\n  path: x.db\n  retention_day: 3\n', ['3:3', 'Did you mean retention_days?']),
  wrong('an unknown key at the top', 'sink: {}\n', ['1:1', 'Did you mean sinks?']),
  wrong('a key in the style of JavaScript', 'store:\n  retentionDays: 3\n', ['2:3', 'Did you mean retention_days?']),
  wrong('a key that resembles none lists what there is', 'storm:\n  xyzzy: 3\n', ['2:3', 'Known are limit']),
  wrong('a list for the whole', '- a\n', ['1:1', 'must be a map']),
  wrong('a text for a number', 'store: { retention_days: soon }\n', ['1:26', 'a whole number from 1 to 3650']),
  wrong('a ledger shorter than a queue keeps its messages', 'store: { ledger_days: 7 }\n', ['1:23', 'from 30 to 3650, not 7']),
  wrong('a key twice', 'log_level: info\nlog_level: warn\n', ['2:1', 'occurs twice']),
  wrong('a tab for indentation', 'store:\n\tpath: x\n', ['2:1', 'not valid YAML']),
  wrong('two documents', 'log_level: info\n---\nlog_level: warn\n', ['3:1', 'a second document']),
  wrong('a merge key', 'store: { <<: { path: x } }\n', ['1:10', 'merge keys']),
  wrong('a source of an unknown type', 'sources:\n  - type: sqss\n', ['2:11', 'Did you mean sqs?']),
  wrong('a source without a type', 'sources:\n  - { path: ./logs }\n', ['2:5', 'sources[0].type is missing']),
  wrong('a source that is a text', 'sources: [sqs]\n', ['1:11', 'a source: a map with a type, not "sqs"']),
  wrong('a key of another source', 'sources:\n  - { type: folder, path: ., queue_url: x }\n', [
    '2:30',
    'unknown key "queue_url"',
  ]),
  wrong('a missing field', 'sources:\n  - type: sqs\n', ['2:5', 'sources[0].queue_url is missing']),
  wrong('a field without a value', 'sources:\n  - type: sqs\n    queue_url:\n', ['3:15', 'sources[0].queue_url is missing']),
  wrong('a region that is none', 'sources: [{ type: lookup-events, regions: [eu-west-1, frankfurt] }]\n', [
    '1:55',
    'such as us-east-1',
  ]),
  wrong('a responder that there is none of', 'responders: { make-object-privat: {} }\n', [
    '1:35',
    'Did you mean make-object-private?',
  ]),
  wrong('a responder that may act anywhere', 'responders: { quarantine-user: { mode: act } }\n', ['1:40', 'no account is named']),
  wrong('a responder without its group', 'responders: { isolate-instance: {} }\n', ['1:33', 'has no forensic_group']),
  wrong('an option of another responder', 'responders: { quarantine-user: { buckets: [a] } }\n', [
    '1:43',
    'is only for make-object-private',
  ]),
  wrong('a time without a unit', 'lateness: 15\n', ['1:11', 'a time of at most 24h with its unit']),
  wrong('a time that is too long', 'lateness: 2d\n', ['1:11', 'at most 24h']),
  wrong('an http source that anybody may send to', 'sources: [{ type: http, port: 8080 }]\n', [
    '1:11',
    'takes events from anybody',
  ]),
  wrong('two sources that read the same', 'sources:\n  - { type: folder, path: a }\n  - { type: folder, path: a }\n', [
    '3:5',
    'reads the same as sources[0]',
  ]),
  wrong('an account id that is none', 'accounts:\n  12345: { name: x }\n', ['2:3', 'twelve digits']),
  wrong('a range with too many bits', 'networks: { office: [192.0.2.0/33] }\n', ['1:22', 'not "192.0.2.0/33"']),
  wrong('an override of everything', 'severity: [{ severity: low }]\n', [
    '1:12',
    'names neither rule nor account nor environment',
  ]),
  wrong('a severity that is none', 'severity: [{ rule: a, severity: urgent }]\n', ['1:33', 'one of informational, low']),
  wrong('a sink that has neither way to Slack', 'sinks:\n  team: { type: slack, channel: C1 }\n', [
    '2:9',
    'neither a webhook_url nor',
  ]),
  wrong('a phone number without its country', 'sinks: { me: { type: sms, phone_numbers: 2025550123 } }\n', [
    '1:42',
    'country code',
  ]),
  wrong(
    'a user without a password',
    'sinks: { me: { type: email, host: h, user: u, from: a@example.com, to: b@example.com } }\n',
    ['1:14', 'a user and no password'],
  ),
  wrong('a reference to a secret without a name', 'sinks: { p: { type: pagerduty, routing_key: "SSM:" } }\n', [
    '1:45',
    'not that',
  ]),
  wrong('a broken reference to the environment', `sinks: { p: { type: pagerduty, routing_key: "\${PD KEY}" } }\n`, [
    '1:45',
    'not that',
  ]),
  wrong('a route to no sink', 'sinks: { team: { type: stdout } }\nroutes:\n  - to: tem\n', ['3:9', 'Did you mean team?']),
  wrong('a route to one of several that is none', 'sinks: { team: { type: stdout } }\nroutes:\n  - to: [team, ops]\n', [
    '3:16',
    'names "ops"',
  ]),
  wrong('a route with hours that are not there', 'sinks: { a: { type: stdout } }\nroutes: [{ to: a, quiet_hours: night }]\n', [
    '2:32',
    'There are no quiet_hours yet',
  ]),
  wrong(
    'a pattern whose value is no list',
    'sinks: { a: { type: stdout } }\nroutes:\n  - to: a\n    when:\n      severity: high\n',
    ['5:17', 'Write ["high"]'],
  ),
  wrong('a time of day that is none', 'quiet_hours: { night: { from: "25:00", to: "07:00" } }\n', ['1:31', 'a time of day']),
  wrong('a day that is none', 'quiet_hours: { n: { from: "22:00", to: "07:00", days: [monday] } }\n', [
    '1:56',
    'one of mon, tue',
  ]),
  wrong('a time zone that is none', 'time_zone: Mars/Olympus\n', ['1:12', 'such as Europe/Zurich']),
  wrong('a port that is none', 'http: { port: 99999 }\n', ['1:15', 'from 1 to 65535, not 99999']),
  wrong(
    'all mistakes at once, in the order of the file',
    'lateness: long\nsinks: { a: { type: stdout } }\nroutes:\n  - to: b\n  - { to: a, when: { severity: 1 } }\nnonsense: 1\n',
    ['1:11', 'lateness'],
    ['4:9', 'names "b"'],
    ['5:32', 'severity'],
    ['6:1', 'nonsense'],
  ),
];
