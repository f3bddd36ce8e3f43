import { forTerminal } from '../../../base/escape.ts';
import { clip, type NoticeDocument } from './document.ts';
import { escaped, type SlackText, slackTexts } from './mrkdwn.ts';

/** Source: Slack API, "Blocks": 50 in a message; a `block_id` of at most 255 characters. */
const BLOCKS = 50;
const ID_LIMIT = 255;
/** All texts together: Slack refuses messages of some 13,000 characters (`msg_blocks_too_long`). */
const TOTAL = 12_000;

/** A notice as the body of a webhook or of `chat.postMessage`. */
export function slackMessage(id: string, document: NoticeDocument): object {
  const texts: SlackText[] = [];
  let total = 0;
  const all = slackTexts(document);
  for (const text of all) {
    total += text.text.length;
    if (total > TOTAL || texts.length >= BLOCKS - 1) break;
    texts.push(text);
  }
  if (texts.length < all.length) texts.push({ type: 'plain_text', text: 'Shortened: the rest does not fit into a message.' });
  return {
    // What notifications show, and what is read out.
    text: escaped(clip(forTerminal(document.headline), 500)),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: texts.map((text, index) => ({
      type: 'section',
      ...(index === 0 && { block_id: id.slice(0, ID_LIMIT) }),
      // Verbatim: Slack makes no links and mentions of its own.
      text: text.type === 'mrkdwn' ? { ...text, verbatim: true } : { ...text, emoji: false },
    })),
  };
}
