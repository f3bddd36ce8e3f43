import { type Price, prices } from './prices.ts';

export interface CostInput {
  /** Management events of all accounts together. */
  readonly eventsPerDay: number;
  /** Data events that the trail logs. */
  readonly dataEventsPerDay: number;
  readonly accounts: number;
  /** Days that findings and matched events are kept. */
  readonly retentionDays: number;
  /** Days that log files are kept. */
  readonly logDays: number;
  readonly architecture: 'arm64' | 'x86_64';
  /** MB. */
  readonly memory: number;
  readonly fastPath: boolean;
  readonly kms: boolean;
}

export interface CostLine {
  readonly service: string;
  readonly what: string;
  /** Units in a month of 30 days. */
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** How the quantity comes about. */
  readonly formula: string;
}

export interface Estimate {
  readonly lines: readonly CostLine[];
  /** US dollars a month. */
  readonly usd: number;
  /** What else is worth knowing of such a load. */
  readonly messagesPerSecond: number;
  /** Processors that are busy at the same time, on average. */
  readonly busyProcessors: number;
}

/** What an estimate believes. Each is said with the result: whoever knows better can scale it. */
export const assumptions = {
  /** Bytes of an event in a log file, compressed. A public data set of an attacked account has 124. */
  gzipBytes: 125,
  /** Log files that one account brings in a day even when little happens: one in five minutes and region, three regions. */
  filesPerAccount: 3 * 288,
  /** Events in a full log file. */
  eventsPerFile: 2_000,
  /** Of the management events: those that change something, and sign-ins. They come by the fast path too. */
  fastShare: 0.2,
  /** Of the events: those that a rule matches. */
  matchedShare: 0.01,
  /** Bytes of an item in SecurityEvents. */
  matchedBytes: 2_048,
  /** DynamoDB write units of the store for an event, with the shipped rules: `npm run bench -- bench/partitioning.ts`. */
  writesPerEvent: 3.2,
  /** Half of what is written in transactions, which count twice, is read before. */
  readsPerEvent: 1.6,
  /** Rows that are kept to tell a repetition, and their bytes and days. */
  ledgerRows: 0.58,
  ledgerBytes: 300,
  ledgerDays: 30,
  /** Seconds that a call of the processor waits for DynamoDB and S3. */
  waitSeconds: 0.1,
  /** Seconds of a whole processor core for an event: a scan with the shipped rules on one thread, when this was worked out. */
  coreSeconds: 1 / 138_775,
  /** MB of memory with which Lambda gives one whole core. */
  coreMemory: 1_769,
  /** Alerts for a million events. */
  alertsPerMillion: 3,
  /** Bytes of log for a call. */
  logBytes: 1_024,
  /** Custom metrics of both functions. */
  metrics: 15,
  tickSeconds: 0.2,
  /** Requests with which Lambda looks into an empty queue: five pollers, each waiting twenty seconds. */
  emptyPolls: 5 * 4_320,
} as const;

const MONTH = 30;
const GB = 1e9;
const DAY_SECONDS = 86_400;

/** US dollars a month, by service. Logs and findings as after the first year: as many go as come. */
export function estimateCost(input: CostInput): Estimate {
  const a = assumptions;
  const { eventsPerDay: management, dataEventsPerDay: data, accounts } = input;
  const all = management + data;
  const files = Math.max(accounts * a.filesPerAccount, all / a.eventsPerFile);
  const fast = input.fastPath ? management * a.fastShare : 0;
  const messages = files + fast;
  // At most ten; as many as come within a second.
  const batch = Math.min(10, Math.max(1, messages / DAY_SECONDS));
  const calls = messages / batch;
  const perEvent = a.coreSeconds * (a.coreMemory / Math.min(input.memory, a.coreMemory));
  const seconds = calls * a.waitSeconds + (all + fast) * perEvent;
  const ticks = 1_440;
  const gigabytes = input.memory / 1_024;
  const matched = all * a.matchedShare;
  const stored = (matched * a.matchedBytes * input.retentionDays + all * a.ledgerRows * a.ledgerBytes * a.ledgerDays) / GB;
  const alerts = (all / 1e6) * a.alertsPerMillion;
  const logged = ((calls + ticks) * a.logBytes) / GB;

  const lines: CostLine[] = [];
  const add = (service: string, what: string, price: Price, quantity: number, formula: string) => {
    if (quantity > 0) lines.push({ service, what, quantity, unit: price.unit, usd: (quantity / price.per) * price.usd, formula });
  };
  const daily = (service: string, what: string, price: Price, perDay: number, formula: string) =>
    add(service, what, price, perDay * MONTH, `30 × ${formula}`);

  daily('CloudTrail', 'data events', prices.cloudTrailDataEvent, data, 'data events');
  daily('S3', 'log files written', prices.s3Put, files, `max(accounts × ${a.filesPerAccount}, events / ${a.eventsPerFile})`);
  daily('S3', 'log files read', prices.s3Get, files, 'files');
  add(
    'S3',
    'log files kept',
    prices.s3Storage,
    (all * a.gzipBytes * input.logDays) / GB,
    `events × ${a.gzipBytes} bytes × ${input.logDays} days`,
  );
  const requests = messages + 2 * calls + a.emptyPolls;
  daily(
    'SQS',
    'messages',
    prices.sqsRequest,
    requests,
    `(messages + 2 × calls + ${a.emptyPolls}); messages = files + ${a.fastShare} × management events`,
  );
  daily('Lambda', 'calls', prices.lambdaRequest, calls + ticks, '(messages / batch of 1 to 10 + 1,440 ticks)');
  const compute = input.architecture === 'arm64' ? prices.lambdaArm : prices.lambdaX86;
  daily(
    'Lambda',
    'compute',
    compute,
    (seconds + ticks * a.tickSeconds) * gigabytes,
    `(calls × ${a.waitSeconds} s + events × ${(perEvent * 1e6).toFixed(0)} µs + ticks × ${a.tickSeconds} s) × ${input.memory} MB`,
  );
  const writes = all * a.writesPerEvent + matched * Math.ceil(a.matchedBytes / 1_024);
  daily('DynamoDB', 'writes', prices.dynamoWrite, writes, `events × (${a.writesPerEvent} + ${a.matchedShare} matched × 2)`);
  daily('DynamoDB', 'reads', prices.dynamoRead, all * a.readsPerEvent, `events × ${a.readsPerEvent}`);
  add(
    'DynamoDB',
    'storage',
    prices.dynamoStorage,
    stored,
    `matched × 2 KB × ${input.retentionDays} days + events × ${a.ledgerRows} × ${a.ledgerBytes} bytes × ${a.ledgerDays} days`,
  );
  add('DynamoDB', 'recovery', prices.dynamoRecovery, stored, 'as much again');
  daily('SNS', 'alerts', prices.snsPublish, alerts, `events / 1,000,000 × ${a.alertsPerMillion}`);
  daily('SNS', 'e-mails', prices.snsEmail, alerts, 'alerts × 1 address');
  daily('CloudWatch', 'logs', prices.logsIngest, logged, `calls × ${a.logBytes} bytes`);
  add('CloudWatch', 'logs kept', prices.logsStorage, logged * input.retentionDays, `the same × ${input.retentionDays} days`);
  add('CloudWatch', 'metrics', prices.metric, a.metrics, `${a.metrics}`);
  if (input.kms) {
    add('KMS', 'key', prices.kmsKey, 1, '1');
    daily('KMS', 'requests', prices.kmsRequest, files + 3 * 288, 'files + data keys of queues and topics, kept for five minutes');
  }
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  return { lines, usd, messagesPerSecond: messages / DAY_SECONDS, busyProcessors: seconds / DAY_SECONDS };
}
