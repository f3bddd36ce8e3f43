import type { CisFilter } from '../cis-filters.ts';

/** What an account, or files of its answers, say: only what is looked at, and nothing is trusted to be there. */
export interface Described {
  readonly filters: readonly {
    readonly name: string;
    readonly logGroup: string;
    readonly pattern: string;
    readonly metrics: readonly string[];
  }[];
  readonly alarms: readonly {
    readonly name: string;
    readonly metric: string;
    readonly enabled: boolean;
    readonly topics: readonly string[];
  }[];
  /** Topics with somebody who has confirmed, and with somebody who has not. */
  readonly confirmed: ReadonlySet<string>;
  readonly pending: ReadonlySet<string>;
  /** False: nothing is known of subscribers. */
  readonly knowsSubscribers: boolean;
}

/** From worst to best. */
export const cisVerdicts = [
  'missing',
  'differs',
  'no alarm',
  'no action',
  'nobody is told',
  'not known who is told',
  'ok',
] as const;
export type CisVerdict = (typeof cisVerdicts)[number];

export interface CisJudgement {
  readonly filter: CisFilter;
  readonly verdict: CisVerdict;
  /** What was found, and what is to be done. */
  readonly detail: string;
}

/** Is a filter there, exact, wired to an alarm with an action and somebody who has confirmed? The best of all that are there counts. */
export function judgeCis(filters: readonly CisFilter[], described: Described): CisJudgement[] {
  return filters.map((filter) => ({ filter, ...judge(filter, described) }));
}

function judge({ pattern }: CisFilter, described: Described): Omit<CisJudgement, 'filter'> {
  const exact = described.filters.filter((each) => each.pattern === pattern);
  if (exact.length === 0) {
    const near = described.filters.find((each) => bare(each.pattern) === bare(pattern));
    if (near === undefined) return { verdict: 'missing', detail: 'no metric filter has its pattern' };
    return { verdict: 'differs', detail: `${near.name} says the same in other letters, and Security Hub compares text` };
  }
  const found = exact.map((each) => wiring(each, described));
  return found.reduce((best, next) => (cisVerdicts.indexOf(next.verdict) > cisVerdicts.indexOf(best.verdict) ? next : best));
}

function wiring({ name, metrics }: Described['filters'][number], described: Described): Omit<CisJudgement, 'filter'> {
  const alarms = described.alarms.filter(({ metric }) => metrics.includes(metric));
  if (alarms.length === 0)
    return { verdict: 'no alarm', detail: `no alarm looks at ${metrics.join(', ') || 'a metric'} of the filter ${name}` };
  const names = alarms.map((alarm) => alarm.name).join(', ');
  const acting = alarms.filter(({ enabled, topics }) => enabled && topics.length > 0);
  if (acting.length === 0) return { verdict: 'no action', detail: `the alarm ${names} tells no topic, or its actions are off` };
  if (!described.knowsSubscribers)
    return { verdict: 'not known who is told', detail: `the alarm ${names} tells a topic; of its subscribers nothing was given` };
  const topics = acting.flatMap((alarm) => alarm.topics);
  if (topics.some((topic) => described.confirmed.has(topic))) return { verdict: 'ok', detail: `${name} → ${names}` };
  const isPending = topics.some((topic) => described.pending.has(topic));
  return {
    verdict: 'nobody is told',
    detail: `the topic of the alarm ${names} has ${isPending ? 'only subscribers who have not confirmed' : 'no subscriber'}`,
  };
}

/** What is left when white space, and quotes and parentheses that change nothing in these patterns, are taken away. */
function bare(pattern: string): string {
  return pattern.replaceAll(/[\s"()]/g, '');
}
