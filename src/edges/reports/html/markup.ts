import { forHtml } from '../../../base/escape.ts';

const brand = Symbol('markup');

/** HTML that is ready: made only by the `html` tag, so that text can't become markup by mistake. */
export interface Markup {
  readonly [brand]: string;
}

export type Content = Markup | string | number | readonly Content[] | undefined;

/** A template of HTML: every value is escaped, other markup goes in as it is, lists one after another, undefined as nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0]!;
  for (let i = 0; i < values.length; i++) text += textOf(values[i]) + strings[i + 1]!;
  return { [brand]: text };
}

export function markupText(markup: Markup): string {
  return markup[brand];
}

/** Text of ours that is not for escaping: the style sheet. */
export function trusted(text: string): Markup {
  return { [brand]: text };
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return forHtml(content);
  if (typeof content === 'number') return String(content);
  if (Array.isArray(content)) return content.map(textOf).join('');
  return (content as Markup)[brand];
}
