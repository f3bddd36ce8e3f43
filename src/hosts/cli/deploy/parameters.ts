import { Problem } from '../../../base/problem.ts';
import type { Template, TemplateParameter } from './template.ts';

/**
 * What the stack is asked for: given values, else those that it has (`undefined`), else the template's defaults, which are left out.
 * @throws {Problem} CLI_USAGE for a parameter that there is not, lacks a value, or may not have this one
 */
export function parametersFor(
  template: Template,
  given: ReadonlyMap<string, string>,
  previous: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | undefined> {
  for (const [name, value] of given) {
    const parameter = template.parameters.get(name);
    if (parameter === undefined) {
      const hint = `There are ${[...template.parameters.keys()].join(', ')}`;
      throw new Problem('CLI_USAGE', `the template has no parameter ${JSON.stringify(name)}`, { hint });
    }
    const wrong = refusal(parameter, value);
    if (wrong !== undefined)
      throw new Problem('CLI_USAGE', `parameter ${name} can't be ${JSON.stringify(value)}`, { hint: wrong });
  }
  const asked = new Map<string, string | undefined>();
  for (const [name, { hasDefault }] of template.parameters) {
    const value = given.get(name);
    if (value !== undefined) asked.set(name, value);
    else if (previous.has(name)) asked.set(name, undefined);
    else if (!hasDefault)
      throw new Problem('CLI_USAGE', `parameter ${name} is needed`, { hint: `Give it with --parameter ${name}=…` });
  }
  return asked;
}

/** `Name=value`, repeated. @throws {Problem} CLI_USAGE */
export function readParameters(texts: readonly string[]): Map<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at < 1)
        throw new Problem('CLI_USAGE', `--parameter ${JSON.stringify(text)} has no value`, {
          hint: 'Write --parameter Name=value',
        });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function refusal({ pattern, values, least, most }: TemplateParameter, value: string): string | undefined {
  if (values !== undefined && !values.includes(value)) return `It is one of ${values.join(', ')}`;
  if (pattern !== undefined && !pattern.test(value)) return `It has the form ${pattern.source}`;
  if (least === Number.NEGATIVE_INFINITY && most === Number.POSITIVE_INFINITY) return undefined;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return number >= least && number <= most ? undefined : `It is a number from ${least} to ${most}`;
}
