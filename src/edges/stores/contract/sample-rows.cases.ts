import type { Message } from '../../../model/alert.ts';
import type { Cell, Seen } from '../../../model/cell.ts';
import type { Finding } from '../../../model/finding.ts';
import type { SeriesInput } from '../../../model/series.ts';
import type { StoredFinding } from '../../../model/stored-finding.ts';
import type { StoreCommit, StoredReject } from '../store.ts';

/** 2026-03-01T12:00:00Z. */
export const T0 = 1_772_366_400_000;

export const unit = (parts: Partial<StoreCommit>): StoreCommit => ({
  cells: [],
  ledger: [],
  findings: [],
  messages: [],
  feeds: [],
  ...parts,
});

export const cell = (key: string, version: number, value: unknown = version, validUntil = T0): Cell => ({
  key,
  version,
  value,
  validUntil,
});

export const seen = (eventId: string, group = '["a"]', ruleId = 'tw-rule'): Seen => ({ ruleId, group, eventId, at: T0 });

export const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  id,
  ruleId: 'tw-rule',
  severity: 'medium',
  title: 'Bucket made public',
  summary: 'alice called PutBucketPolicy from 192.0.2.1',
  status: 'open',
  firstAt: '2026-03-01T11:00:00Z',
  lastAt: '2026-03-01T12:00:00Z',
  count: 1,
  actor: 'arn:aws:iam::123456789012:user/alice',
  account: '123456789012',
  region: 'us-east-1',
  resources: [],
  eventIds: ['e1'],
  attack: [],
  context: {
    eventNames: ['PutBucketPolicy'],
    eventSources: ['s3.amazonaws.com'],
    regions: ['us-east-1'],
    sourceIPAddresses: ['192.0.2.1'],
    userAgents: ['aws-cli/2.15'],
    errorCodes: [],
  },
  ...more,
});

export const stored = (id: string, more: Partial<Finding> = {}, rest: Partial<StoredFinding> = {}): StoredFinding => ({
  finding: finding(id, more),
  version: 1,
  createdAt: T0,
  updatedAt: T0,
  ...rest,
});

export const message = (id: string, findingId: string, more: Partial<Message> = {}): Message => ({
  id,
  to: 'chat',
  alert: { finding: finding(findingId), change: 'opened', at: T0, rule: { response: 'Look at it.' } },
  createdAt: T0,
  dueAt: T0,
  ...more,
});

export const feed = (eventId: string, change: 1 | -1 = 1): SeriesInput => ({
  ruleId: 'tw-series',
  eventId,
  at: T0,
  values: { 'detail.eventName': ['GetObject', 3, true, { literal: '12345678901234567890' }] },
  record: {
    ruleId: 'tw-series',
    title: 'Many reads',
    severity: 'low',
    eventId,
    eventTime: '2026-03-01T12:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'us-east-1',
    account: '123456789012',
    actor: 'arn:aws:iam::123456789012:user/alice',
    sourceIPAddress: '192.0.2.1',
    userAgent: '',
    errorCode: '',
    attack: [],
    file: '',
  },
  resources: [],
  crossing: { first: true, weight: 5, change, name: eventId, events: [] },
});

export const reject = (id: string, foundAt: number): StoredReject => ({
  id,
  source: 'folder',
  code: 'DECODE_JSON',
  message: 'not JSON',
  at: { file: 's3://example-bucket/a.json.gz', record: 3 },
  foundAt,
});

/** Texts that a column, a key or an encoding may stumble over. */
export const oddTexts: readonly (readonly [string, string])[] = [
  ['an empty text', ''],
  ['a NUL inside', 'before\0after'],
  ['half of a surrogate pair', 'a\ud800b'],
  ['the other half', '\udc00'],
  ['an emoji', 'a😀b'],
  ['what looks like JSON', '"before\\u0000after"'],
  ['quotes and SQL', `'; DROP TABLE findings; -- "%_\\`],
  ['a separator', 'a#b|c/d\u001fe'],
  ['the last code point', '\u{10ffff}\uffff'],
  ['composed and not', '\u00e9 e\u0301'],
  ['a long one', 'x'.repeat(1500)],
];
