/**
 * Can a double hold this JSON number? Then it prints the same decimal value again: `1.0`, `1e0` and `0.1` can be held,
 * `12345678901234567890`, `9007199254740993`, `1e400` and `1e-400` can't. The text is a JSON number (RFC 8259).
 */
export function isExactNumber(text: string): boolean {
  const value = Number(text);
  return Number.isFinite(value) && decimal(text) === decimal(String(value));
}

/** The same text for the same decimal value: sign, digits without zeros around them, exponent. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`;
  const first = all.search(/[1-9]/);
  if (first < 0) return '0';
  let last = all.length;
  while (all[last - 1] === '0') last--;
  return `${sign}${all.slice(first, last)}e${Number(exponent) + whole.length - last}`;
}
