import { Problem } from '../../base/problem.ts';
import { type RuleSet, selectRules } from '../../engine/rules/select.ts';
import type { RuleHead } from '../../model/rule.ts';
import { severityRank } from '../../model/severity.ts';
import { type ChosenRules, loadChosen } from '../rules/chosen-rules.ts';
import { ofProfile } from '../rules/of-profile.ts';
import { readListFiles, readRuleFiles } from '../rules/rule-files.ts';
import type { Path } from './config-tree.ts';
import type { LoadedConfig } from './load-config.ts';

export interface ConfigRules {
  /** Those that run. */
  readonly selected: RuleSet;
  /** By id and by the id that Sigma gives: whatever is chosen, and whether it runs or not. */
  readonly known: ReadonlySet<string>;
  readonly skipped: ChosenRules['skipped'];
  readonly problems: readonly Problem[];
}

const none: RuleSet = { rules: [], series: [] };

/** The rules that a configuration chooses. READ_* and RULE_*: never throws for what the files hold. */
export function loadConfigRules({ config, tree }: LoadedConfig): ConfigRules {
  const { paths, lists, set, profile, min_severity: least, disabled } = config.rules;
  const nothing = (problems: Problem[]) => ({ selected: none, known: new Set<string>(), skipped: [], problems });
  if (set === 'none' && paths.length === 0) {
    const hint = 'Name some in rules.paths, or choose another set';
    return nothing([new Problem('CONFIG_FIELD', 'there is no rule', { at: tree.placeOf(['rules', 'set']), hint })]);
  }
  let chosen: ChosenRules;
  try {
    chosen = loadChosen(
      { rules: paths, lists, pack: set !== 'none', rulesSet: set === 'none' ? 'both' : set },
      { compiled: true },
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const unread = [
      ...unreadable(paths, readRuleFiles, ['rules', 'paths'], tree),
      ...unreadable(lists, readListFiles, ['rules', 'lists'], tree),
    ];
    return nothing(unread.length > 0 ? unread : [error]);
  }
  const inProfile = ofProfile(profile);
  const wanted = (rule: RuleHead) =>
    inProfile(rule) &&
    (least === undefined || severityRank(rule.severity) >= severityRank(least)) &&
    !disabled.includes(rule.id) &&
    !(rule.uuid !== undefined && disabled.includes(rule.uuid));
  const all: readonly RuleHead[] = [...chosen.rules, ...chosen.series];
  return {
    selected: selectRules(chosen, wanted),
    known: new Set(all.flatMap(({ id, uuid }) => [id, ...(uuid === undefined ? [] : [uuid])])),
    skipped: chosen.skipped,
    problems: chosen.problems,
  };
}

/** Which of the paths it was, with the place of each in the configuration. */
function unreadable(
  paths: readonly string[],
  read: (paths: readonly string[]) => unknown,
  path: Path,
  tree: LoadedConfig['tree'],
): Problem[] {
  return paths.flatMap((each, index) => {
    try {
      read([each]);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const code = error.code === 'CLI_USAGE' ? 'CONFIG_FIELD' : error.code;
      const message = error.message.replace(/^--(rules|lists) /, '');
      return [new Problem(code, message, { at: tree.placeOf([...path, index]), hint: 'Check the path', cause: error })];
    }
  });
}
