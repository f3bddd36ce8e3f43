/** Longer names are compared by their beginnings: the cost is the product of the lengths, and names come from files. */
const LONGEST = 64;

/** The known name that was probably meant, if one is near enough: `evenName` → `eventName`, `severty` → `severity`. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const given = name.slice(0, LONGEST).toLowerCase().replaceAll(/[_-]/g, '');
  const near = known
    .map((candidate) => ({ candidate, far: distance(given, candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(Math.min(candidate.length, given.length) / 3)))
    .sort((a, b) => a.far - b.far);
  return near[0]?.candidate;
}

/** Insertions, deletions, replacements (Levenshtein 1965). */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[b.length]!;
}
