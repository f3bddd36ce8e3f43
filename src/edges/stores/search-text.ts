import type { Finding } from '../../model/finding.ts';

/**
 * Free text is compared by words: letters and digits, whatever stands between them, without regard to case. Each part of the
 * question that spaces separate must occur: its words next to one another, the last one perhaps only begun. So `user/ali` finds
 * `arn:aws:iam::123456789012:user/alice`, and `198.51.100` every address in that network.
 */
const word = /[\p{L}\p{N}\p{Co}]+/gu;

/** Of one text. A finding names as many things as an attacker likes; what lies behind is not searched. */
const LONGEST = 4096;

/** What is searched of a finding: its words, a space before each. */
export function searchText({ title, summary, actor, resources, context }: Finding): string {
  return [
    title,
    summary,
    actor,
    ...resources,
    ...Object.values(context).flatMap((values: readonly string[] | undefined) => values ?? []),
  ]
    .map(wordsOf)
    .join('');
}

/** What must occur in `searchText`, each a run of words with a space before each. Empty: nothing that could be searched for. */
export function searchPhrases(question: string): string[] {
  return question.split(/\s+/u).flatMap((part) => wordsOf(part) || []);
}

export function fitsPhrases(finding: Finding, phrases: readonly string[]): boolean {
  const text = searchText(finding);
  return phrases.every((phrase) => text.includes(phrase));
}

function wordsOf(text: string): string {
  const words = text.slice(0, LONGEST).toLowerCase().match(word);
  return words === null ? '' : ` ${words.join(' ')}`;
}
