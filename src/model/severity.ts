/** Least to most urgent. Read without regard to case, written in lower case; `medium` where nothing is said. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof severities)[number];

/** 0 for informational to 4 for critical. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

/** The severity that a text names in any case (`HIGH`, `info` too), or undefined. */
export function parseSeverity(text: string): Severity | undefined {
  const lower = text.trim().toLowerCase();
  return lower === 'info' ? 'informational' : severities.find((severity) => severity === lower);
}
