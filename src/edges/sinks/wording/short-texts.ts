import { forTerminal } from '../../../base/escape.ts';
import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { Notice } from '../sink.ts';
import { gsmLength, toAscii, toGsm } from './gsm7.ts';
import { headline } from './headline.ts';
import { minuteText } from './times.ts';

/**
 * The headline as the subject of an SNS e-mail, shortened like a text message where it is too long.
 * Source: SNS API Reference, `Publish`, Subject: ASCII that begins with a letter, number or punctuation mark, no line breaks or
 * control characters, less than 100 characters.
 */
export function asciiSubject(notice: Notice): string {
  const whole = toAscii(headline(notice)).trim();
  return whole.length <= ASCII.limit ? whole : fitted(notice, ASCII).trim();
}

/**
 * The headline as one text message of the GSM alphabet, at most 140 places. Source: SNS Developer Guide, "Publishing to a mobile
 * phone".
 */
export function smsText(notice: Notice): string {
  return fitted(notice, GSM);
}

interface Alphabet {
  readonly limit: number;
  readonly convert: (text: string) => string;
  /** Of a converted text. */
  readonly places: (text: string) => number;
}

const ASCII: Alphabet = { limit: 99, convert: toAscii, places: ({ length }) => length };
const GSM: Alphabet = { limit: 140, convert: toGsm, places: (text) => gsmLength(text) ?? text.length };

const words = { opened: '', repeated: ' again', escalated: ' raised', resolved: ' resolved' };
/** Of account and region each: no real one is longer. */
const WHERE = 16;

/** What is long gives way: the title's end, then the actor's start; severity, account, region and time stay. */
function fitted(notice: Notice, alphabet: Alphabet): string {
  const { limit, places } = alphabet;
  const convert = (text: string) => alphabet.convert(forTerminal(text));
  const start = (text: string, most: number) => startOf(convert(text), most, places);
  if (notice.kind === 'digest') return start(headline(notice), limit);
  const { finding, change } = notice.alert;
  const bad = `${notice.kind === 'test' ? 'TEST ' : ''}${finding.severity.toUpperCase()}${words[change]} `;
  const where = [start(finding.account, WHERE), start(finding.region, WHERE)].filter((part) => part !== '').join(' ');
  const end = `${where === '' ? '' : ` in ${where}`} ${start(minuteText(finding.firstAt), 20)}`;
  const room = limit - places(bad) - places(end) - 2;
  const actor = convert(shortActor(finding.actor, finding.account));
  const title = start(finding.title, Math.max(room - places(actor), Math.ceil(room * 0.6)));
  const who = endOf(actor, room - places(title), places);
  return `${bad}${title}${who === '' ? '' : `: ${who}`}${end}`;
}

const CUT = '..';

function startOf(text: string, most: number, places: Alphabet['places']): string {
  if (places(text) <= most) return text;
  const taken = [...text];
  while (taken.length > 0 && places(taken.join('')) > most - CUT.length) taken.length = Math.min(taken.length - 1, most);
  return `${taken.join('')}${CUT}`;
}

/** The end of a name tells more than its start. */
function endOf(text: string, most: number, places: Alphabet['places']): string {
  if (places(text) <= most) return text;
  let taken = [...text].slice(-Math.max(most, 1));
  while (taken.length > 0 && places(taken.join('')) > most - CUT.length) taken = taken.slice(1);
  return taken.length === 0 ? '' : `${CUT}${taken.join('')}`;
}
