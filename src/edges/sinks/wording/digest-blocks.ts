import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { Notice, Wording } from '../sink.ts';
import { findingLink } from './alert-blocks.ts';
import { type Block, clip, code, type Inline, link, paragraph, plain, strong } from './document.ts';
import { number } from './headline.ts';
import { minuteText, secondText } from './times.ts';

/** One row for each finding, and how many there are besides. */
export function digestBlocks({ alerts, more, from, to }: Extract<Notice, { kind: 'digest' }>, wording: Wording): Block[] {
  const { timeZone } = wording;
  const period = paragraph(plain(`From ${secondText(from, timeZone)} to ${secondText(to, timeZone)}.`));
  const rows = alerts.map(({ finding, change }): readonly Inline[] => {
    const { severity, title, count, actor, account, accountName, region, lastAt } = finding;
    const name = clip(title, 120);
    const address = findingLink(finding, wording);
    return [
      strong(severity),
      plain(change),
      address === undefined ? plain(name) : link(name, address),
      code(clip(shortActor(actor, account), 100)),
      code(clip([accountName ?? account, region].filter((part) => part !== '').join(' '), 80)),
      plain(number(count)),
      plain(minuteText(lastAt)),
    ];
  });
  const columns = ['Severity', 'Change', 'Finding', 'Actor', 'Where', 'Events', 'Last'];
  const blocks: Block[] = [period];
  if (rows.length > 0) blocks.push({ kind: 'table', columns, rows });
  if (more > 0) blocks.push(paragraph(strong(`and ${number(more)} more`)));
  return blocks;
}
