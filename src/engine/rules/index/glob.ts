/** Parts as in `Test`: literals between stars, two at least. The first place for each part is as good as any. */
export function matchesGlob(parts: readonly string[], text: string): boolean {
  const first = parts[0]!;
  const last = parts[parts.length - 1]!;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i]!;
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}

/**
 * Which part of a wildcard to look for first: the one that the fewest texts will have. Nothing is known of the texts but what the
 * wildcards themselves say: a literal that many of them share (`arn:aws:iam::`) is in many texts, and a short one is as well.
 */
export function rarestPart(wildcards: readonly (readonly string[])[]): (parts: readonly string[]) => string {
  const sharedBy = new Map<string, number>();
  for (const parts of wildcards) {
    for (const part of new Set(parts)) sharedBy.set(part, (sharedBy.get(part) ?? 0) + 1);
  }
  const frequency = (part: string) => (sharedBy.get(part) ?? 0) / wildcards.length + 0.4 ** part.length;
  return (parts) => parts.filter((part) => part !== '').reduce((best, part) => (frequency(part) < frequency(best) ? part : best));
}
