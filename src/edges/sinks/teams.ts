import { Problem } from '../../base/problem.ts';
import { type Bytes, KiB } from '../../base/units.ts';
import { postJson } from './http-post.ts';
import { worstSeverity } from './notice-severity.ts';
import type { Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { adaptiveCard } from './wording/adaptive-card.ts';
import { noticeDocument } from './wording/notice-document.ts';

export interface TeamsOptions extends WordedSinkOptions {
  /** Secret: the address that the workflow "Send webhook alerts to a channel" gives. */
  readonly webhookUrl: string;
}

/** Source: Microsoft Teams, "Create Incoming Webhooks": 28 KB. What is around the card takes less than 1 KiB. */
const CARD_LIMIT: Bytes = 27 * KiB;

/** Tells a Teams channel by a workflow's webhook. The notice's id is the `id` of the card's first element. */
export function createTeamsSink({ name, webhookUrl, wording, timeout }: TeamsOptions): Sink {
  // The signature is in the query; ids of the workflow are in the path.
  const secretParts = [webhookUrl, ...webhookUrl.split(/[/?&=]/).filter((part) => part.length >= 16)];
  return {
    name,
    type: 'teams',
    async send(notice, signal) {
      const severity = worstSeverity(notice);
      const content = adaptiveCard(noticeDocument(notice, wording), { id: notice.id, severity, limit: CARD_LIMIT });
      const contentType = 'application/vnd.microsoft.card.adaptive';
      const body = { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
      const { text } = await postJson(webhookUrl, body, { signal, secretParts, timeout });
      // The older connectors say 200 also where Teams itself has failed.
      if (text.includes('Microsoft Teams endpoint returned HTTP error')) {
        throw new Problem('SINK_FAILED', 'Teams did not take the message from its connector', { hint: 'It is tried again' });
      }
      return {};
    },
  };
}
