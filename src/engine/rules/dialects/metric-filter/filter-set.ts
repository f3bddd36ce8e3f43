import type { Predicate } from '../../../../model/predicate.ts';
import { buildMatcher } from '../../matcher.ts';
import type { CompiledFilter } from './compile-filter.ts';
import { messageObject, messageText } from './message.ts';

/**
 * Many filters that are asked at once: the indices of those that match a log message, ascending. Those over JSON share one index, and
 * their cost follows the message; the others are asked one by one.
 */
export function filterSet(filters: readonly CompiledFilter[]): (message: string | object) => readonly number[] {
  const predicates: Predicate[] = [];
  const numbers: number[] = [];
  const others: (readonly [CompiledFilter, number])[] = [];
  for (const [number, filter] of filters.entries()) {
    if (filter.predicate === undefined) others.push([filter, number]);
    else numbers[predicates.push(filter.predicate) - 1] = number;
  }
  const matcher = buildMatcher(predicates);
  return (message) => {
    const object = predicates.length === 0 ? undefined : messageObject(message);
    const found = object === undefined ? [] : matcher.match({ detail: object }).map((index) => numbers[index]!);
    if (others.length === 0) return found;
    const text = messageText(message);
    const more = others.flatMap(([filter, number]) => (filter.test(text) ? number : []));
    return more.length === 0 ? found : [...found, ...more].sort((a, b) => a - b);
  };
}
