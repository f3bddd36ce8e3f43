/** Where alarms here and CloudWatch's are known to differ, or where its guide leaves open what it does. Shown in `docs/alarms.md`. */
export const knownGaps: readonly { readonly id: string; readonly what: string; readonly why: string }[] = [
  {
    id: 'evaluation-range',
    what: 'An evaluation looks at N + 2 data points',
    why: 'The guide shows 5 for N = 3, and says that the number depends on period and resolution without saying how',
  },
  { id: 'percentile', what: 'A percentile is the nearest rank', why: 'How CloudWatch interpolates is not documented' },
  { id: 'values', what: 'Percentiles and trimmed statistics look at 50 values of a minute at most', why: 'Memory is bounded' },
  {
    id: 'anomaly-detection',
    what: 'Alarms over anomaly detection bands are not judged',
    why: 'The band is a model that only AWS has',
  },
  {
    id: 'math-functions',
    what: 'SEARCH, SORT, SLICE, REMOVE_EMPTY, SERVICE_QUOTA, INSIGHT_RULE_METRIC, DIFF_TIME and functions of the clock are not judged',
    why: 'They need what an alarm here does not have, or give more than one series',
  },
  { id: 'wall-clock-window', what: 'EvaluationWindow is always the sliding one', why: 'Windows by the calendar are not built' },
  { id: 'suppressor', what: "A composite alarm's ActionsSuppressor has no effect", why: 'Only CloudWatch waits with actions' },
  { id: 'text-patterns', what: 'Filters over plain text or fields report nothing', why: 'Events are JSON records' },
  { id: 'one-log-group', what: 'All events are one log group', why: 'Records do not say which log group they were delivered to' },
];
