import type { SourcePlace } from '../../../../base/json-source.ts';
import type { HclExpression } from './hcl-syntax.ts';

/** A text that is made of parts; one that has no other part is a literal. */
export function templateOf(parts: readonly HclExpression[], at: SourcePlace): HclExpression {
  if (parts.length === 0) return { kind: 'literal', ...at, value: '' };
  const [only] = parts;
  return parts.length === 1 && only!.kind === 'literal' ? { ...only!, ...at } : { kind: 'template', ...at, parts };
}

/** Without the white space that every line begins with. */
export function undented(parts: readonly HclExpression[]): HclExpression[] {
  const text = parts.map((part) => (part.kind === 'literal' ? String(part.value) : 'x')).join('');
  const indents = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)![0].length);
  const least = Math.min(...indents);
  if (!Number.isFinite(least) || least === 0) return [...parts];
  const pattern = new RegExp(`(^|\\n)[ \\t]{0,${least}}`, 'g');
  return parts.map((part, i) => {
    if (part.kind !== 'literal') return part;
    const value = String(part.value);
    return {
      ...part,
      value: i === 0 ? value.replace(pattern, '$1') : value.replace(new RegExp(`\\n[ \\t]{0,${least}}`, 'g'), '\n'),
    };
  });
}
