/**
 * ATT&CK techniques that were given new ids: old → new. Rules are tagged with either; both are the same technique. Source: MITRE
 * ATT&CK, the technique pages that "Impair Defenses" (T1562) and its sub-techniques were moved to.
 */
export const renumberedTechniques: Readonly<Record<string, string>> = {
  'T1562.001': 'T1685',
  'T1562.007': 'T1686.001',
  'T1562.008': 'T1685.002',
};

/** The id that stands for a technique whatever its numbering: the new one. To compare with; rules keep the id that they were given. */
export function canonicalTechnique(id: string): string {
  return Object.hasOwn(renumberedTechniques, id) ? renumberedTechniques[id]! : id;
}
