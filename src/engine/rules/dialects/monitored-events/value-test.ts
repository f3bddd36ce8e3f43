import type { Test } from '../../../../model/predicate.ts';

/**
 * The test that a value of a definition asks for: the text itself, in which `*` stands for any characters, none included. Case counts.
 * Every other character stands for itself; there is no escape.
 */
export function valueTest(text: string): Test {
  const parts = text.split(/\*+/);
  const [first = '', second = ''] = parts;
  if (parts.length === 1) return { is: 'equals', value: text };
  // The plain forms are what the matcher has its own index for.
  if (parts.length === 2 && first !== '' && second === '') return { is: 'prefix', value: first };
  if (parts.length === 2 && first === '' && second !== '') return { is: 'suffix', value: second };
  if (parts.length === 3 && first === '' && second !== '' && parts[2] === '') return { is: 'contains', value: second };
  return { is: 'wildcard', parts };
}
