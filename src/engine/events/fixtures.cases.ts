/** What each file in `fixtures/events` holds, written down from the file, not from what we make of it. */
export interface FixtureCase {
  readonly file: string;
  readonly fact: string;
  /** `event <last digits of the id>`, `partial <…>`, `pointer <key ends with>`, `ignored <reason begins with>`, `reject <code>`. */
  readonly holds: readonly string[];
  /** Only readable as a stream: damaged gzip. */
  readonly streamOnly?: true;
}

const TRAIL = '123456789012_CloudTrail_us-east-1_20260131T1205Z_Mu0KsOhtH1ar15ZZ.json.gz';
const ORG =
  'o-exampleorg1/AWSLogs/o-exampleorg1/111122223333/CloudTrail/eu-west-1/2026/01/31/111122223333_CloudTrail_eu-west-1_20260131T1205Z_AbCdEfGhIjKlMnOp.json.gz';

export const fixtureCases: readonly FixtureCase[] = [
  { file: 's3-log.json.gz', fact: 'a log file as S3 has it', holds: ['event 001', 'event 002', 'event 003'] },
  {
    file: 's3-log-members.json.gz',
    fact: 'two gzip members, then zeros to a full block',
    holds: ['event 004', 'event 005', 'event 006'],
  },
  { file: 's3-log-plain.json', fact: 'a log file that was decompressed', holds: ['event 007'] },
  { file: 's3-log-mislabelled.json', fact: 'gzip under a name that says JSON', holds: ['event 008'] },
  { file: 's3-log-bom.json', fact: 'a byte order mark first', holds: ['event 009'] },
  { file: 's3-log-pretty.json', fact: 'pretty-printed', holds: ['event 010', 'event 011'] },
  { file: 'bare-array.json', fact: 'an array of records', holds: ['event 012', 'event 013'] },
  { file: 'single-record.json', fact: 'one record by itself, pretty-printed', holds: ['event 014'] },
  {
    file: 'records.ndjson',
    fact: 'a record a line, blank lines, CRLF, one line cut off',
    holds: ['event 015', 'reject DECODE_JSON', 'event 017', 'event 018'],
  },
  { file: 'records-concatenated.json', fact: 'records with nothing in between', holds: ['event 019', 'event 020', 'event 021'] },
  { file: 'records-utf16.json', fact: 'UTF-16, as PowerShell redirects output', holds: ['event 022'] },
  {
    file: 's3-log-truncated.json.gz',
    fact: 'gzip that ends within its second record',
    holds: ['event 023', 'reject DECODE_GZIP'],
    streamOnly: true,
  },
  {
    file: 's3-log-broken.json',
    fact: 'a comma is missing in the second of three records',
    holds: ['event 026', 'reject DECODE_JSON', 'event 028'],
  },
  {
    file: 's3-log-incomplete-record.json',
    fact: 'records without time, without name, and something else',
    holds: ['event 029', 'reject DECODE_FIELD', 'reject DECODE_FIELD', 'reject DECODE_SHAPE'],
  },
  { file: 'hostile.json', fact: 'terminal escapes, markup, __proto__ and constructor as keys', holds: ['event 032'] },
  { file: 'deep.json', fact: 'one record nested 150 deep', holds: ['event 033', 'reject DECODE_TOO_DEEP'] },
  {
    file: 'lookup-events.json',
    fact: 'lookup-events, with and without the record, time as text and number',
    holds: ['event 040', 'event 041', 'partial 042', 'partial 043'],
  },
  { file: 'lookup-events-query.json', fact: 'a list of records as JSON strings', holds: ['event 044', 'event 045'] },
  { file: 'eventbridge.json', fact: 'one EventBridge event', holds: ['event 050'] },
  {
    file: 'eventbridge-array.json',
    fact: 'events that do not come through CloudTrail; an S3 object that is no log',
    holds: ['event 051', 'event 052', 'event 053', 'event 054'],
  },
  { file: 'eventbridge.ndjson', fact: 'an EventBridge event a line', holds: ['event 055', 'event 051', 'event 056'] },
  {
    file: 'eventbridge-object-created.json',
    fact: 'S3 says through EventBridge that a log was written',
    holds: [`pointer ${TRAIL}`],
  },
  {
    file: 'logs-subscription-lambda.json',
    fact: 'a log subscription as Lambda gets it, with a line of another kind',
    holds: ['event 060', 'event 061', 'ignored a log line'],
  },
  {
    file: 'logs-subscription.json.gz',
    fact: 'a log subscription as Firehose stores it: gzip after gzip',
    holds: ['event 062', 'event 063'],
  },
  {
    file: 'logs-control-message.json',
    fact: 'the probe of a log subscription',
    holds: ['ignored CloudWatch Logs control message'],
  },
  { file: 'logs-filter-events.json', fact: 'output of aws logs filter-log-events', holds: ['event 064'] },
  {
    file: 'kinesis-batch.json',
    fact: 'a batch of Kinesis: gzip, two records in one, a probe',
    holds: ['event 065', 'event 066', 'event 067', 'ignored CloudWatch Logs control message'],
  },
  { file: 'firehose-batch.json', fact: 'a batch of Firehose', holds: ['event 068', 'event 069'] },
  { file: 'lake-query-results.json', fact: 'a CloudTrail Lake result', holds: ['partial 070', 'partial 071'] },
  { file: 'lake.csv', fact: 'a CloudTrail Lake result as CSV', holds: ['partial 072'] },
  {
    file: 'log-group-export.txt',
    fact: 'a log group exported to S3, a time before each line; lines of others in it',
    holds: ['event 110', 'event 111', 'reject DECODE_JSON', 'reject DECODE_JSON'],
  },
  {
    file: 'logs-insights.json',
    fact: 'rows of a query in CloudWatch Logs Insights, as text and unfolded',
    holds: ['event 112', 'event 113'],
  },
  {
    file: 'event-history.csv',
    fact: "the console's event history, one row without a time",
    holds: ['partial 073', 'partial 074', 'reject DECODE_FIELD'],
  },
  {
    file: 'filebeat.ndjson',
    fact: 'Filebeat: with the original, without, and as a search hit with dotted names',
    holds: ['event 080', 'partial 081', 'partial 082'],
  },
  {
    file: 'security-lake.ndjson',
    fact: 'OCSF 1.0.0-rc.2, 1.1.0, 1.5.0, and of another product',
    holds: ['partial 083', 'partial 084', 'partial 085', 'ignored OCSF'],
  },
  { file: 'insights.json.gz', fact: 'start and end of an Insight', holds: ['event 086', 'event 087'] },
  { file: 'network-activity.json', fact: 'a network activity event', holds: ['event 088'] },
  {
    file: 's3-notification.json',
    fact: 'S3 notifications: logs, an encoded key, and what is no log',
    holds: [
      `pointer ${TRAIL}`,
      `pointer my logs/+plus+/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/${TRAIL}`,
      'ignored folder marker',
      'ignored AWS Config',
      'ignored VPC flow logs',
      'ignored CloudTrail digest',
      'ignored S3 notification of another kind',
      'pointer i.json.gz',
    ],
  },
  { file: 's3-notification-sns.json', fact: 'an S3 notification in an SNS message', holds: [`pointer ${TRAIL}`] },
  { file: 'sns-lambda.json', fact: 'an SNS message as Lambda gets it', holds: [`pointer ${TRAIL}`] },
  {
    file: 'cloudtrail-notification.json',
    fact: "CloudTrail's own notification, keys not encoded",
    holds: [
      `pointer ${TRAIL}`,
      `pointer a+b/AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/${TRAIL}`,
      `pointer ${ORG}`,
      'ignored CloudTrail digest',
    ],
  },
  {
    file: 'sqs-batch.json',
    fact: 'a batch of a queue with one message of each kind',
    holds: [
      `pointer ${TRAIL}`,
      `pointer ${ORG}`,
      'pointer incoming/2026/01/31/a b+c.json',
      `pointer ${TRAIL}`,
      `pointer ${ORG}`,
      'ignored S3 test notification',
      'ignored CloudTrail validation message',
      'event 052',
      'reject DECODE_JSON',
      'event 091',
    ],
  },
  { file: 's3-test-event.json', fact: 'what S3 sends when notifications are set up', holds: ['ignored S3 test notification'] },
  {
    file: 'validation-message.txt',
    fact: 'what CloudTrail sends when a topic is set up',
    holds: ['ignored CloudTrail validation message'],
  },
  { file: 'digest.json', fact: 'a digest file', holds: ['ignored CloudTrail digest'] },
  { file: 'config-snapshot.json', fact: 'a snapshot of AWS Config', holds: ['ignored AWS Config'] },
  { file: 'flow-log.txt', fact: 'a VPC flow log', holds: ['ignored VPC flow logs'] },
  { file: 'empty.json', fact: 'nothing', holds: ['ignored empty'] },
  { file: 'no-records.json', fact: 'a list of no records', holds: ['ignored holds no records'] },
  { file: 'events.parquet', fact: 'Parquet', holds: ['reject DECODE_SHAPE'] },
  { file: 'picture.png', fact: 'a picture', holds: ['reject DECODE_SHAPE'] },
  { file: 'archive.zst', fact: 'zstd', holds: ['reject DECODE_SHAPE'] },
  { file: 'notes.txt', fact: 'text without any JSON is one reject', holds: ['reject DECODE_JSON'] },
  {
    file: 'mixed.ndjson',
    fact: 'a line of each kind',
    holds: [
      'event 092',
      'event 093',
      'event 094',
      `pointer ${TRAIL}`,
      'reject DECODE_SHAPE',
      'reject DECODE_JSON',
      'event 095',
      'event 096',
      'reject DECODE_SHAPE',
    ],
  },
];
