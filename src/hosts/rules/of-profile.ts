import type { RuleHead, RuleProfile } from '../../model/rule.ts';

/** Rules that say `profile: all` are for those who ask for all. */
export function ofProfile(profile: RuleProfile): (rule: RuleHead) => boolean {
  return (rule) => profile === 'all' || rule.profile !== 'all';
}
