import { forTerminal } from '../../../base/escape.ts';

/**
 * What a notice says, before it is written for a medium. Every text in it may be an attacker's: whoever writes it for a medium
 * escapes all of it.
 */
export interface NoticeDocument {
  /** One line: what happened, who, where, when, how bad. */
  readonly headline: string;
  readonly blocks: readonly Block[];
  /** To the finding in the console. */
  readonly link?: string;
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  /** Line breaks in it are meant. */
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** Commands, to be copied as they are. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly Inline[])[] };

export interface Inline {
  readonly text: string;
  readonly style?: 'strong' | 'code';
  /** `https:` or `http:` only. */
  readonly href?: string;
}

/** `Addresses: 198.51.100.7, 203.0.113.9` */
export interface Fact {
  readonly label: string;
  readonly values: readonly Inline[];
}

/** Characters of one value that are shown; an attacker may send thousands. */
const VALUE_LIMIT = 300;

/** At most so many UTF-16 units, the last one `…` where something is missing. Never half a surrogate pair. */
export function clip(text: string, limit: number = VALUE_LIMIT): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** One line each: a line break of an attacker must not begin a line that looks like one of ours. */
export const plain = (text: string): Inline => ({ text: forTerminal(clip(text, 2000)) });
export const code = (text: string): Inline => ({ text: forTerminal(clip(text)), style: 'code' });
export const strong = (text: string): Inline => ({ text: forTerminal(clip(text)), style: 'strong' });

/** The address if it may be a link: a whole http or https URL without a user name. */
export function safeHref(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username === '' && url.password === '' ? url.href : undefined;
}

/** A link, or the text alone where the address is none. */
export function link(text: string, address: string): Inline {
  const href = safeHref(address);
  return href === undefined ? plain(text) : { ...plain(text), href };
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const paragraph = (...inlines: readonly Inline[]): Block => ({ kind: 'paragraph', inlines });
