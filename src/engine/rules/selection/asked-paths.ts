import type { Predicate } from '../../../model/predicate.ts';
import { requiredLiterals } from '../requirements.ts';
import { isApart, isPlain, recordPathsOf } from './deciding-paths.ts';
import type { SelectingRule } from './selecting-rule.ts';

/** Calls that many accounts log by the million, in lower case: it pays to look closer before they are parsed. */
const FREQUENT: ReadonlySet<string> = new Set(
  (
    'getobject putobject headobject listobjects copyobject deleteobject deleteobjects uploadpart createmultipartupload invoke invokemodel ' +
    'decrypt encrypt generatedatakey assumerole getitem putitem query scan updateitem publish sendmessage receivemessage getparameter ' +
    'getparameters getsecretvalue describeinstances describesecuritygroups describetags listbuckets'
  ).split(' '),
);

/**
 * What else can be known of a record without parsing it, besides what decides: what series are asked for, then what rules for frequent calls
 * ask for. At most `most`; a rule's paths as a whole or none.
 */
export function askedPaths(rules: readonly SelectingRule[], deciding: readonly string[], most: number): readonly string[] {
  const asked: string[] = [];
  const add = (paths: readonly string[]) => {
    const lacking = [...new Set(paths)].filter((path) => ![...deciding, ...asked].includes(path));
    const all = [...deciding, ...asked, ...lacking];
    const isFree = lacking.every((path) =>
      isApart(
        path,
        all.filter((other) => other !== path),
      ),
    );
    if (isFree && lacking.every(isPlain) && asked.length + lacking.length <= most) asked.push(...lacking);
  };
  for (const { feeds } of rules) if (feeds !== undefined) add(feeds.paths);
  const frequent = rules.filter(({ when }) => isFrequent(when)).map(({ when }) => recordPathsOf(when));
  for (const paths of frequent.sort((a, b) => a.length - b.length)) add(paths);
  return asked;
}

function isFrequent(when: Predicate): boolean {
  const required = requiredLiterals(when);
  if (required === 'never') return false;
  const names = required.find(({ path }) => path === 'detail.eventName')?.any ?? [];
  return names.some((test) => 'value' in test && FREQUENT.has(String(test.value).toLowerCase()));
}
