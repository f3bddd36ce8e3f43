import type { Bytes } from '../../../base/units.ts';
import type { Notice, Wording } from '../sink.ts';
import { findingLink } from './alert-blocks.ts';
import { clip } from './document.ts';
import { headline } from './headline.ts';

/** A notice as data for programs: queues, functions, webhooks. */
export interface NoticeData {
  /** Of this form. A new field doesn't raise it. */
  readonly version: 1;
  readonly kind: Notice['kind'];
  /** The same when it is sent again: the idempotency key. */
  readonly id: string;
  readonly headline: string;
  readonly [more: string]: unknown;
}

/** The alert or digest as it is, with headline and links. */
export function noticeData(notice: Notice, wording: Wording = {}): NoticeData {
  const { kind, id } = notice;
  const head = { version: 1, kind, id, headline: headline(notice) } as const;
  if (notice.kind !== 'digest') return { ...head, ...alertData(notice.alert, wording) };
  const { title, alerts, more, from, to } = notice;
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return { ...head, title, ...times, more, alerts: alerts.map((alert) => alertData(alert, wording)) };
}

function alertData({ change, at, finding, rule }: Extract<Notice, { kind: 'alert' }>['alert'], wording: Wording) {
  const link = findingLink(finding, wording);
  return { change, at: new Date(at).toISOString(), ...(link && { link }), finding, rule };
}

/** Steps in which texts and lists become shorter until all fits. */
const STEPS = [
  { text: 4096, list: 50 },
  { text: 1024, list: 50 },
  { text: 512, list: 20 },
  { text: 200, list: 10 },
  { text: 100, list: 5 },
  { text: 50, list: 1 },
];

/**
 * JSON of at most so many bytes (UTF-8), for media with a limit. What is too long is cut: long texts end with `…`, long lists after
 * some values, and `"truncated": true` says so. The smallest form takes about 4 KiB.
 */
export function fitJson(data: NoticeData, limit: Bytes): string {
  let json = JSON.stringify(data);
  for (const step of STEPS) {
    if (Buffer.byteLength(json) <= limit) break;
    json = JSON.stringify({ ...(shorten(data, step) as NoticeData), truncated: true });
  }
  return json;
}

function shorten(value: unknown, step: (typeof STEPS)[number]): unknown {
  if (typeof value === 'string') return clip(value, step.text);
  if (Array.isArray(value)) return value.slice(0, step.list).map((item) => shorten(item, step));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shorten(item, step)]));
}
