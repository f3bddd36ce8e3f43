import type { JsonSource } from '../../../../base/json-source.ts';
import { quote } from '../rule-reader.ts';
import type { SigmaContext } from './context.ts';
import { joined, literalOf, parseSigmaText, type SigmaText, type TextPart } from './sigma-text.ts';

/** Combinations of the values of several placeholders in one text. */
const mostTexts = 5000;

/** All texts that the placeholders of one stand for; RULE_PLACEHOLDER if one has no values. */
export function fillText(text: SigmaText, node: JsonSource, context: SigmaContext): SigmaText[] | undefined {
  let texts: TextPart[][] = [[]];
  for (const part of text) {
    const choices: readonly (readonly TextPart[])[] | undefined =
      typeof part === 'object' && 'placeholder' in part
        ? valuesOf(part.placeholder, node, context)?.map((value) => parseSigmaText(value))
        : [[part]];
    if (choices === undefined) return undefined;
    if (texts.length * choices.length > mostTexts) {
      context.report(
        'RULE_TOO_LARGE',
        `the placeholders stand for more than ${mostTexts} values`,
        node,
        'Use fewer in one value',
      );
      return undefined;
    }
    texts = texts.flatMap((each) => choices.map((choice) => [...each, ...choice]));
  }
  return texts.map(joined);
}

/** The same for a text that is no Sigma text: a regular expression or an address range. Values without wildcards only. */
export function filled(
  text: string,
  node: JsonSource,
  context: SigmaContext,
  inForm: (value: string) => string,
): string[] | undefined {
  let texts = [''];
  for (const piece of text.split(/(\\%|%[^%\\]+%)/)) {
    const name = /^%([^%\\]+)%$/.exec(piece)?.[1];
    const values = name === undefined ? [piece === '\\%' ? '%' : piece] : valuesOf(name, node, context);
    if (values === undefined) return undefined;
    const plain = name === undefined ? values : values.flatMap((value) => literalOf(parseSigmaText(value)) ?? []);
    if (plain.length < values.length) {
      context.report('RULE_PLACEHOLDER', `the list ${quote(name!)} has wildcards, which can't be filled in here`, node);
      return undefined;
    }
    const choices = name === undefined ? values : plain.map(inForm);
    if (texts.length * choices.length > mostTexts) {
      context.report(
        'RULE_TOO_LARGE',
        `the placeholders stand for more than ${mostTexts} values`,
        node,
        'Use fewer in one value',
      );
      return undefined;
    }
    texts = texts.flatMap((each) => choices.map((choice) => each + choice));
  }
  return texts;
}

function valuesOf(name: string, node: JsonSource, context: SigmaContext): readonly string[] | undefined {
  const values = Object.hasOwn(context.lists, name) ? context.lists[name]! : undefined;
  if (values !== undefined && values.length > 0) return values;
  const what = values === undefined ? 'no list has its values' : 'its list is empty';
  const hint = `Write the values into lists/${quote(name).slice(1, -1)}.yml beside the rules, as a YAML list`;
  context.report('RULE_PLACEHOLDER', `the placeholder %${quote(name).slice(1, -1)}% can't be filled: ${what}`, node, hint);
  return undefined;
}
