/** Conditions of a filter pattern, joined. `all` of nothing always holds, `any` of nothing never. */
export type Formula = string | { readonly op: 'all' | 'any'; readonly of: readonly Formula[] };

export const always: Formula = { op: 'all', of: [] };
export const never: Formula = { op: 'any', of: [] };

/** Joined without needless parts: nothing twice, no group inside a group of the same kind, one regular expression for several. */
export function joined(op: 'all' | 'any', parts: readonly Formula[]): Formula {
  const flat: Formula[] = [];
  for (const part of parts) {
    if (typeof part === 'string') flat.push(part);
    else if (part.op === op) flat.push(...part.of);
    else if (part.of.length === 0) return part;
    else flat.push(part);
  }
  const of = [
    ...new Map(
      withRegexesJoined(op, flat).map((part) => [typeof part === 'string' ? part : JSON.stringify(part), part]),
    ).values(),
  ];
  return of.length === 1 ? of[0]! : { op, of };
}

/** AWS counts regular expressions, and one may have alternatives. */
function withRegexesJoined(op: 'all' | 'any', parts: readonly Formula[]): Formula[] {
  const compared = op === 'any' ? /^(\S+ = )%(.+)%$/ : /^(\S+ != )%(.+)%$/;
  const sources = new Map<string, string>();
  const others: Formula[] = [];
  for (const part of parts) {
    const [, start, source] = (typeof part === 'string' && compared.exec(part)) || [];
    if (start === undefined) others.push(part);
    else sources.set(start, sources.has(start) ? `${sources.get(start)}|${source}` : source!);
  }
  return [...others, ...[...sources].map(([start, source]) => `${start}%${source}%`)];
}

/** As the inside of a pattern's braces. `&&` binds tighter, and is put in parentheses all the same: people read it. */
export function formulaText(formula: Formula, isRoomy = true): string {
  if (typeof formula === 'string') return isRoomy ? formula : tightly(formula);
  const link = formula.op === 'all' ? '&&' : '||';
  return formula.of
    .map((part) => (typeof part === 'string' ? formulaText(part, isRoomy) : `(${formulaText(part, isRoomy)})`))
    .join(isRoomy ? ` ${link} ` : link);
}

/** Without the spaces around the operator and the quotes that a plain word does without. */
function tightly(condition: string): string {
  return condition.replace(
    /^(\S+) (!?=|[<>]=?) (?:"([A-Za-z_]\w*)"$)?/,
    (_, selector: string, operator: string, word = '') => `${selector}${operator}${word}`,
  );
}
