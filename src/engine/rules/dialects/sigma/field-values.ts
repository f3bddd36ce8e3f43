import type { JsonSource, SourcePlace } from '../../../../base/json-source.ts';
import type { Bound, Predicate, Test } from '../../../../model/predicate.ts';
import { formatRange, parseAddress, parseRange } from '../../leaf/address.ts';
import { compileRegex } from '../../leaf/regex.ts';
import { describeNode, quote } from '../rule-reader.ts';
import { pathOf, root, type SigmaContext } from './context.ts';
import { base64Offsets, bytesOf, dashVariants, hasWild, mostDashes, wideText } from './encodings.ts';
import type { Comparison, Modifiers } from './modifiers.ts';
import { filled, fillText } from './placeholders.ts';
import { textOfScalar } from './placeholder-lists.ts';
import { isStar, joined, literalOf, parseSigmaText, type SigmaText, star } from './sigma-text.ts';
import { testsOfBoolean, testsOfNumber, testsOfText } from './text-tests.ts';

/** A field of the event, or the whole of it for a keyword; with the name as it is written in the rule. */
export interface Target {
  /** Undefined for keywords. */
  readonly field: string | undefined;
  readonly modifiers: Modifiers;
  readonly keyAt: SourcePlace;
}

/** What one value asks; what is wrong with it is reported (RULE_FIELD, RULE_MODIFIER, RULE_PATTERN, RULE_PLACEHOLDER, RULE_TOO_LARGE). */
export function readValue(node: JsonSource, target: Target, context: SigmaContext): Predicate | undefined {
  const { field, modifiers } = target;
  if (node.kind === 'object' || node.kind === 'array') {
    const hint = node.kind === 'object' ? 'Write nested fields with dots: "userIdentity.type"' : 'Put all values into one list';
    context.report('RULE_FIELD', `a value can't be ${describeNode(node)}`, node, hint);
    return undefined;
  }
  if (modifiers.type === 'exists') return readExists(node, target, context);
  if (modifiers.type === 'fieldref') return readReference(node, target, context);
  if (node.kind === 'null') return readNull(node, target, context);
  const tests = readTests(node, target, context);
  if (tests === undefined) return undefined;
  const [first, ...more] = tests.map(
    (test): Predicate =>
      field === undefined ? { op: 'anywhere', path: root, test } : { op: 'field', path: pathOf(field), test },
  );
  return more.length === 0 ? first : { op: 'any', of: [first!, ...more] };
}

function readExists(node: JsonSource, { field }: Target, context: SigmaContext): Predicate | undefined {
  if (field === undefined) context.report('RULE_MODIFIER', '"exists" needs a field', node);
  else if (node.kind !== 'boolean')
    context.report(
      'RULE_FIELD',
      `"exists" takes true or false, not ${describeNode(node)}`,
      node,
      'Write true or false without quotes',
    );
  else {
    const present: Predicate = { op: 'value', path: pathOf(field), is: 'present' };
    return node.value ? present : { op: 'not', of: present };
  }
  return undefined;
}

const comparedBy = { startswith: 'prefix', endswith: 'suffix', contains: 'contains' } as const;

function readReference(node: JsonSource, { field, modifiers, keyAt }: Target, context: SigmaContext): Predicate | undefined {
  if (field === undefined) context.report('RULE_MODIFIER', '"fieldref" needs a field', keyAt);
  else if (node.kind !== 'string' || node.value === '')
    context.report('RULE_FIELD', `"fieldref" takes the name of a field, not ${describeNode(node)}`, node);
  else if (hasWild(parseSigmaText(node.value)))
    context.report('RULE_FIELD', 'the name of a field has no wildcards', node, 'Use fieldref|startswith, endswith or contains');
  else {
    const by = modifiers.place === undefined ? 'equals' : comparedBy[modifiers.place];
    const options = modifiers.cased ? {} : { ignoreCase: true as const };
    return { op: 'compare', path: pathOf(field), with: pathOf(node.value), by, ...options };
  }
  return undefined;
}

function readNull(node: JsonSource, { field, modifiers, keyAt }: Target, context: SigmaContext): Predicate | undefined {
  if (field === undefined) {
    context.report('RULE_FIELD', 'null is no keyword', node);
    return undefined;
  }
  const { type, cased, expand, windash, place, utf16, base64 } = modifiers;
  if (type !== 'text' || cased || expand || windash || place || utf16 || base64) {
    context.report('RULE_MODIFIER', 'null takes no modifier but "neq"', keyAt, 'Remove the modifier');
    return undefined;
  }
  return { op: 'value', path: pathOf(field), is: 'null' };
}

type ScalarSource = Extract<JsonSource, { kind: 'string' | 'number' | 'boolean' }>;

/** One of them must pass. */
function readTests(node: ScalarSource, target: Target, context: SigmaContext): Test[] | undefined {
  switch (target.modifiers.type) {
    case 'regex':
      return readRegex(node, target, context);
    case 'cidr':
      return readCidr(node, target, context);
    case 'number':
      return readNumber(node, target, context);
    default:
      return readText(node, target, context);
  }
}

function readText(node: ScalarSource, { field, modifiers, keyAt }: Target, context: SigmaContext): Test[] | undefined {
  const { cased, expand, windash, utf16, base64, place } = modifiers;
  if (node.kind !== 'string') {
    const ofTexts = expand ? 'expand' : windash ? 'windash' : utf16 ? utf16 : base64;
    if (ofTexts !== undefined) {
      context.report('RULE_MODIFIER', `"${ofTexts}" takes a text, not ${describeNode(node)}`, node, 'Put the value into quotes');
      return undefined;
    }
    if (place === undefined && !cased && field !== undefined) {
      return node.kind === 'number' ? testsOfNumber(node.value, node.text) : testsOfBoolean(node.value);
    }
  }
  const written = textOfScalar(node)!;
  let texts: readonly SigmaText[] | undefined = [node.kind === 'string' ? parseSigmaText(written, expand) : [written]];
  if (expand) texts = fillText(texts[0]!, node, context);
  for (const step of [
    windash && withDashes,
    utf16 && encoded,
    base64 === 'base64' && inBase64,
    base64 === 'base64offset' && inBase64,
  ]) {
    if (!step || texts === undefined) continue;
    if (step === encoded && base64 !== undefined) continue;
    const stepped: (readonly SigmaText[] | undefined)[] = texts.map((text) => step(text, modifiers, node, keyAt, context));
    texts = stepped.every((each) => each !== undefined) ? stepped.flat() : undefined;
  }
  return texts?.flatMap((text) => testsOfText(placed(text, place ?? (field === undefined ? 'contains' : undefined)), cased));
}

type Step = (
  text: SigmaText,
  modifiers: Modifiers,
  node: JsonSource,
  keyAt: SourcePlace,
  context: SigmaContext,
) => readonly SigmaText[] | undefined;

const withDashes: Step = (text, _modifiers, node, _keyAt, context) => {
  const variants = dashVariants(text);
  if (variants !== undefined) return variants;
  const message = `"windash" takes at most ${mostDashes} dashes in one value: each can be written in five ways`;
  context.report('RULE_TOO_LARGE', message, node, 'Split the value into several');
  return undefined;
};

const encoded: Step = (text, { utf16 }, node, _keyAt, context) => {
  const wide = wideText(text, utf16!);
  if (wide !== undefined) return [wide];
  context.report('RULE_MODIFIER', `"${utf16}" without base64 takes ASCII only`, node, 'Write base64 or base64offset behind it');
  return undefined;
};

const inBase64: Step = (text, { base64, utf16 }, node, _keyAt, context) => {
  const literal = literalOf(text);
  if (literal === undefined) {
    context.report('RULE_MODIFIER', `"${base64}" can't encode wildcards`, node, 'Write "contains" behind it, and a plain text');
    return undefined;
  }
  const bytes = bytesOf(literal, utf16);
  const texts = base64 === 'base64' ? [bytes.toString('base64')] : base64Offsets(bytes);
  return texts.map((each) => joined([each]));
};

function placed(text: SigmaText, place: Modifiers['place']): SigmaText {
  if (place === undefined) return text;
  const before = place === 'startswith' || isStar(text[0]) ? [] : [star];
  return [...before, ...text, ...(place === 'endswith' || isStar(text.at(-1)) ? [] : [star])];
}

function readRegex(node: ScalarSource, { modifiers }: Target, context: SigmaContext): Test[] | undefined {
  const pattern = textOfScalar(node)!;
  const sources = modifiers.expand ? filled(pattern, node, context, escapeRegex) : [pattern];
  const tests: Test[] = [];
  for (const written of sources ?? []) {
    const source = { contains: written, startswith: `\\A(?:${written})`, endswith: `(?:${written})\\z` }[
      modifiers.place ?? 'contains'
    ];
    try {
      compileRegex(source, modifiers.flags);
    } catch (error) {
      const reason = (error as Error).message.replace(/^error parsing regexp: /, '');
      const message = `the regular expression can't be matched in linear time, or is wrong: ${quote(reason).slice(1, -1)}`;
      const hint =
        /\(\?[=!<]/.test(reason) || /lookaround/i.test(reason)
          ? 'Write what must not be there as a selection of its own, under "not"'
          : 'Use the syntax of RE2: no lookaround, no back references';
      context.report('RULE_PATTERN', message, node, hint);
      return undefined;
    }
    tests.push({ is: 'regex', source, flags: modifiers.flags, ofText: true });
  }
  return sources && tests;
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function readCidr(node: ScalarSource, { modifiers }: Target, context: SigmaContext): Test[] | undefined {
  const written = textOfScalar(node)!;
  const texts = modifiers.expand ? filled(written, node, context, (text) => text) : [written];
  const tests = texts?.map((text): Test | undefined => {
    const single = parseAddress(text);
    const range = single ? { bits: single.bits, first: single.value, last: single.value } : parseRange(text);
    const [base] = text.split('/');
    if (range === undefined) {
      const hint = 'Write it like 192.0.2.0/24 or 2001:db8::/32';
      context.report('RULE_FIELD', `${quote(text)} is no range of addresses`, node, hint);
      return undefined;
    }
    if (single === undefined && parseAddress(base ?? '')?.value !== range.first) {
      context.report('RULE_FIELD', `${quote(text)} begins in the middle of its range`, node, `Write ${formatRange(range)}`);
      return undefined;
    }
    return { is: 'cidr', range: formatRange(range) };
  });
  return tests?.every((test) => test !== undefined) ? tests : undefined;
}

const partLimits = { minute: [0, 59], hour: [0, 23], day: [1, 31], week: [1, 53], month: [1, 12], year: [0, 9999] } as const;

function readNumber(node: ScalarSource, { field, modifiers, keyAt }: Target, context: SigmaContext): Test[] | undefined {
  const { comparison, datePart } = modifiers;
  const name = comparison ?? datePart!;
  if (field === undefined) {
    context.report('RULE_MODIFIER', `"${name}" needs a field`, keyAt);
    return undefined;
  }
  if (node.kind !== 'number') {
    const hint = node.kind === 'string' && /^[\d.]+$/.test(node.value) ? 'Write it without quotes' : undefined;
    context.report('RULE_FIELD', `"${name}" takes a number, not ${describeNode(node)}`, node, hint);
    return undefined;
  }
  if (datePart !== undefined) {
    const [least, most] = partLimits[datePart];
    if (!Number.isInteger(node.value) || node.value < least || node.value > most) {
      context.report('RULE_FIELD', `there is no ${datePart} ${quote(node.text).slice(1, -1)}`, node, `Use ${least} to ${most}`);
      return undefined;
    }
    return [{ is: 'date-part', part: datePart, ...bounds(comparison, node.value) }];
  }
  return [{ is: 'range', ...bounds(comparison, node.value), ofText: true }];
}

function bounds(comparison: Comparison | undefined, given: number): { low?: Bound; high?: Bound } {
  const value = given + 0;
  if (comparison === undefined) return { low: { value, inclusive: true }, high: { value, inclusive: true } };
  return { [comparison.startsWith('g') ? 'low' : 'high']: { value, inclusive: comparison.endsWith('e') } };
}
