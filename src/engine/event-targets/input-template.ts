import type { Json } from '../../base/json.ts';
import { Problem } from '../../base/problem.ts';

/** Text as it is, or a variable: inside a string of JSON, or in the place of a value. */
export type TemplatePart = string | { readonly variable: string; readonly inString: boolean };

/** Known without being defined; nobody may define them. Source: EventBridge user guide, "Predefined variables". */
export const reservedVariables = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event',
  'aws.events.event.json',
  'aws.events.event.ingestion-time',
] as const;

/** Those that are no text: they stand for a value, and in no string. */
const WHOLE = new Set<string>(['aws.events.event', 'aws.events.event.json']);

/**
 * Reads a template: one value of JSON with `<variables>`, or lines that are each a text in quotes. What surrounds values in objects and
 * lists is left out, as EventBridge minifies.
 * @param defined the names in InputPathsMap
 * @throws {Problem} RULE_FIELD
 */
export function parseTemplate(text: string, defined: readonly string[]): TemplatePart[] {
  if (text.trim() === '' || text.length > 8_192) throw wrong('must have 1 to 8192 characters');
  const isStructure = /^\s*[[{]/.test(text);
  const parts: TemplatePart[] = [];
  let plain = '';
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const variable = char === '<' ? /^<([A-Za-z0-9_.-]{1,100})>/.exec(text.slice(at, at + 110))?.[1] : undefined;
    if (variable !== undefined) {
      check(variable, defined, inString);
      parts.push(plain, { variable, inString });
      plain = '';
      at += variable.length + 1;
    } else if (char === '\\' && inString) {
      plain += text.slice(at, at + 2);
      at++;
    } else {
      if (char === '"') inString = !inString;
      if (inString || !isStructure || !/\s/.test(char)) plain += char;
    }
  }
  parts.push(plain);
  checkForm(parts, isStructure);
  return parts.filter((part) => part !== '');
}

function check(variable: string, defined: readonly string[], inString: boolean): void {
  const isKnown = defined.includes(variable) || (reservedVariables as readonly string[]).includes(variable);
  if (!isKnown) throw wrong(`names <${variable}>, which InputPathsMap does not define`);
  if (inString && WHOLE.has(variable)) throw wrong(`has <${variable}> inside a text: it may only be a value of JSON`);
}

/** What is no JSON whatever the variables are would never be delivered. */
function checkForm(parts: readonly TemplatePart[], isStructure: boolean): void {
  const sample = parts.map((part) => (typeof part === 'string' ? part : part.inString ? 'x' : 'null')).join('');
  const pieces = isStructure ? [sample] : sample.split('\n').filter((line) => line.trim() !== '');
  try {
    for (const piece of pieces) JSON.parse(piece);
  } catch {
    throw wrong(
      'is neither JSON nor text in quotes: each line of text stands in quotes, and quotes inside of it are written \\"',
    );
  }
}

/**
 * The text that a target gets. In the place of a value a variable is that value as JSON, and "" where its path led nowhere. Inside a
 * text it is the text itself, and nothing where its path led nowhere.
 */
export function fillTemplate(parts: readonly TemplatePart[], valueNamed: (variable: string) => Json | undefined): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = valueNamed(part.variable);
      if (!part.inString) return JSON.stringify(value ?? (value === null ? null : ''));
      const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
      // Whatever somebody named a thing can't end the text that it stands in.
      return JSON.stringify(text).slice(1, -1);
    })
    .join('');
}

function wrong(what: string): Problem {
  return new Problem('RULE_FIELD', `InputTemplate ${what}`);
}
