import type { Alert } from '../../../model/alert.ts';
import type { Notice, Wording } from '../sink.ts';
import { alertBlocks, findingLink } from './alert-blocks.ts';
import { digestBlocks } from './digest-blocks.ts';
import { type NoticeDocument, paragraph, strong } from './document.ts';
import { headline } from './headline.ts';

/** What a notice says to people, for the writer of a medium. */
export function noticeDocument(notice: Notice, wording: Wording = {}): NoticeDocument {
  const first = headline(notice);
  if (notice.kind === 'digest') return { headline: first, blocks: digestBlocks(notice, wording) };
  const link = notice.kind === 'test' ? undefined : findingLink(notice.alert.finding, wording);
  const blocks = alertBlocks(notice.alert, wording);
  const test = paragraph(strong('This is a test of trailwatch. Nothing has happened: the sample below is made up.'));
  return { headline: first, blocks: notice.kind === 'test' ? [test, ...blocks] : blocks, ...(link && { link }) };
}

/** What an alert alone says. */
export function alertDocument(alert: Alert, wording: Wording = {}): NoticeDocument {
  return noticeDocument({ kind: 'alert', id: alert.finding.id, alert }, wording);
}
