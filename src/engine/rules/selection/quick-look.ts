import type { FieldTests, Predicate, Test } from '../../../model/predicate.ts';
import type { DecidingValue } from '../../../model/selection.ts';
import { requiredLiterals } from '../requirements.ts';

const ASCII = /^[\0-\x7f]*$/;

/**
 * Says no where a look at a few values, one by one, shows that none of the predicates holds: what each must have isn't there. Object keys
 * by the million are looked at like this. Says yes wherever that isn't so plain.
 * @param paths within the record, of the values
 */
export function createQuickLook(
  predicates: readonly Predicate[],
  paths: readonly string[],
): (values: readonly DecidingValue[]) => boolean {
  const places = new Map(paths.map((path, place) => [`detail.${path}`, place]));
  const needs = predicates.map((predicate) => {
    const required = requiredLiterals(predicate);
    return required === 'never' ? [] : required.flatMap((needed) => needOf(needed, places.get(needed.path)));
  });
  return (values) => needs.some((of) => of.every(({ place, may }) => may(values[place])));
}

function needOf({ any }: FieldTests, place: number | undefined) {
  if (place === undefined) return [];
  const tests = any.map(quickTest);
  const may = (value: DecidingValue) => {
    if (typeof value !== 'string') return value !== undefined;
    const lower = value.toLowerCase();
    return tests.some((test) => test(value, lower));
  };
  return [{ place, may }];
}

/** False: a text of ASCII doesn't pass. */
function quickTest(test: Test): (value: string, lower: string) => boolean {
  if (test.is !== 'suffix' && test.is !== 'prefix' && test.is !== 'contains') return () => true;
  if (!ASCII.test(test.value)) return () => true;
  const part = test.ignoreCase === true ? test.value.toLowerCase() : test.value;
  const ofLower = test.ignoreCase === true;
  switch (test.is) {
    case 'suffix':
      return (value, lower) => (ofLower ? lower : value).endsWith(part);
    case 'prefix':
      return (value, lower) => (ofLower ? lower : value).startsWith(part);
    case 'contains':
      return (value, lower) => (ofLower ? lower : value).includes(part);
  }
}
