import { isJsonObject, type Json, NumberLiteral } from '../../base/json.ts';
import type { Selector } from '../../model/predicate.ts';
import type { LeafValue } from './fields.ts';

/** Everything that a selector selects, whatever it is, in the order of the event. In an event that isn't an object there is nothing. */
export function selectedIn(event: Json, selector: Selector): Json[] {
  let nodes: Json[] = isJsonObject(event) ? [event] : [];
  for (const step of selector) {
    nodes = nodes.flatMap((node): Json[] => {
      if ('key' in step) return isJsonObject(node) && Object.hasOwn(node, step.key) ? present(node[step.key]) : [];
      if ('element' in step) return Array.isArray(node) ? present(node[step.element]) : [];
      if (step.every === 'element') return Array.isArray(node) ? node : [];
      return isJsonObject(node) ? Object.values(node).flatMap(present) : [];
    });
  }
  return nodes;
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

/** What a comparison looks at: strings and numbers. */
export function isComparable(value: Json): value is Exclude<LeafValue, null | boolean> {
  return typeof value === 'string' || typeof value === 'number' || value instanceof NumberLiteral;
}

/** As one writes it in a filter: `$.a['b.c'][0].*`. */
export function selectorText(selector: Selector, root = '$'): string {
  return selector.reduce((text, step) => {
    if ('element' in step) return `${text}[${step.element}]`;
    if ('every' in step) return `${text}${step.every === 'element' ? '[*]' : '.*'}`;
    if (/^[\w-]+$/.test(step.key)) return `${text}.${step.key}`;
    return step.key.includes("'") ? `${text}.["${step.key}"]` : `${text}.['${step.key}']`;
  }, root);
}
