import { LiteralScanner } from './literal-scanner.ts';
import { SortedPrefixes } from './sorted-prefixes.ts';
import { matchesGlob, rarestPart } from './glob.ts';

export type StringQuestion =
  | { readonly is: 'equals' | 'prefix' | 'suffix' | 'contains'; readonly value: string }
  | { readonly is: 'wildcard'; readonly parts: readonly string[] }
  /** What has this literal is asked `confirm`, with the text as it was. */
  | { readonly is: 'gated'; readonly literal: string; readonly confirm: (original: string) => boolean };

interface Gated {
  readonly id: number;
  /** What has to be looked at once the literal was found; undefined for `contains`, which is answered by that. */
  readonly parts?: readonly string[];
  readonly confirm?: (original: string) => boolean;
}

/** Which of many questions to a string are answered yes? Follows the string's length and the answers, not the number of questions. */
export class StringIndex {
  private readonly exact: ReadonlyMap<string, number>;
  private readonly prefixes: SortedPrefixes | undefined;
  private readonly suffixes: SortedPrefixes | undefined;
  private readonly scanner: LiteralScanner | undefined;
  private readonly gated: readonly (readonly Gated[])[];
  /** Questions that every string answers. */
  private readonly any: readonly number[];
  private readonly found: number[] = [];

  /** Distinct questions with their numbers. */
  constructor(questions: readonly (readonly [StringQuestion, number])[]) {
    const exact = new Map<string, number>();
    const prefixes: [string, number][] = [];
    const suffixes: [string, number][] = [];
    const any: number[] = [];
    const gates = new Map<string, Gated[]>();
    const rarest = rarestPart(questions.flatMap(([question]) => (question.is === 'wildcard' ? [question.parts] : [])));
    for (const [question, id] of questions) {
      if (question.is === 'wildcard') gate(gates, rarest(question.parts), { id, parts: question.parts });
      else if (question.is === 'gated') gate(gates, question.literal, { id, confirm: question.confirm });
      else if (question.is === 'equals') exact.set(question.value, id);
      else if (question.value === '') any.push(id);
      else if (question.is === 'prefix') prefixes.push([question.value, id]);
      else if (question.is === 'suffix') suffixes.push([question.value, id]);
      else gate(gates, question.value, { id });
    }
    this.exact = exact;
    this.prefixes = prefixes.length > 0 ? new SortedPrefixes(prefixes, false) : undefined;
    this.suffixes = suffixes.length > 0 ? new SortedPrefixes(suffixes, true) : undefined;
    this.scanner = gates.size > 0 ? new LiteralScanner([...gates.keys()]) : undefined;
    this.gated = [...gates.values()];
    this.any = any;
  }

  /** Nothing but equality is asked: an answer costs one look-up. */
  get onlyEquality(): boolean {
    return this.prefixes === undefined && this.suffixes === undefined && this.scanner === undefined;
  }

  /** `original`: the text before its case was folded, if it was. */
  find(text: string, hits: number[], original = text): void {
    const equal = this.exact.get(text);
    if (equal !== undefined) hits.push(equal);
    for (const id of this.any) hits.push(id);
    this.prefixes?.find(text, hits);
    this.suffixes?.find(text, hits);
    if (this.scanner === undefined) return;
    const found = this.found;
    found.length = 0;
    this.scanner.find(text, found);
    for (const index of found) {
      for (const { id, parts, confirm } of this.gated[index]!) {
        if (parts !== undefined ? matchesGlob(parts, text) : confirm === undefined || confirm(original)) hits.push(id);
      }
    }
  }
}

function gate(gates: Map<string, Gated[]>, literal: string, entry: Gated): void {
  const entries = gates.get(literal);
  if (entries === undefined) gates.set(literal, [entry]);
  else entries.push(entry);
}
