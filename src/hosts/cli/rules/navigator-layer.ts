import type { Coverage } from '../../../engine/rules/coverage.ts';

/** A layer for the ATT&CK Navigator. Source: its repository, "Layer File Format v4.5". */
export function navigatorLayer({ tactics, rules }: Coverage): object {
  const techniques = tactics.flatMap(({ tactic, techniques: of }) =>
    of.map(({ id, rules: named }) => ({
      techniqueID: id,
      tactic,
      score: named.length,
      comment: named.join(', '),
      enabled: true,
      showSubtechniques: id.includes('.'),
    })),
  );
  return {
    name: 'trailwatch',
    versions: { attack: '17', navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `How many of ${rules} rules are about each technique`,
    filters: { platforms: ['IaaS', 'Identity Provider', 'Containers', 'SaaS'] },
    sorting: 3,
    hideDisabled: false,
    techniques,
    gradient: { colors: ['#dbe9f6', '#08519c'], minValue: 0, maxValue: Math.max(1, ...techniques.map(({ score }) => score)) },
    legendItems: [],
    metadata: [],
    showTacticRowBackground: false,
    selectTechniquesAcrossTactics: false,
    selectSubtechniquesWithParent: false,
  };
}
