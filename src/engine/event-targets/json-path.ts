import { isJsonObject, type Json } from '../../base/json.ts';
import { Problem } from '../../base/problem.ts';

type Step = string | number | typeof ALL;
const ALL = Symbol('[*]');

export type JsonPath = readonly Step[];

const STEP = /\.([A-Za-z0-9_-]+)|\[(\d{1,6})\]|\[\*\]|\.\*|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

/**
 * The JSON paths that EventBridge knows: `$`, `.name` (with dashes), `['any name']`, `[0]`, `[*]`. No filters, no `..`.
 * Source: EventBridge user guide, "Input transformation": dots, dashes, letters, digits, indexes of lists and asterisks.
 * @throws {Problem} RULE_FIELD
 */
export function parseJsonPath(text: string): JsonPath {
  const steps: Step[] = [];
  let at = 1;
  while (text.startsWith('$') && text.length <= 256 && at < text.length) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (found === null) break;
    const [whole, name, index, single, double] = found;
    const quoted = single ?? double;
    steps.push(name ?? (index !== undefined ? Number(index) : quoted !== undefined ? quoted.replace(/\\(.)/g, '$1') : ALL));
    at += whole.length;
  }
  if (text.startsWith('$') && at === text.length) return steps;
  throw new Problem('RULE_FIELD', `${JSON.stringify(text.slice(0, 100))} is no JSON path that EventBridge knows`, {
    hint: "Write $.detail.name, $.resources[0], or $.detail['a name']",
  });
}

/** What a path leads to; undefined for nowhere. `[*]` gives a list of what is there. */
export function valueAt(value: Json | undefined, path: JsonPath): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (step === ALL) {
    const inner = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : undefined;
    return inner?.map((each) => valueAt(each, rest)).filter((each) => each !== undefined);
  }
  if (typeof step === 'number') return Array.isArray(value) ? valueAt(value[step], rest) : undefined;
  return isJsonObject(value) && Object.hasOwn(value, step) ? valueAt(value[step], rest) : undefined;
}
