import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { formatProblem, Problem } from '../../base/problem.ts';

/** Logs and metrics of a function. */
export interface Telemetry {
  /** One line of JSON. Fields hold nothing of an event but ids. */
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string, fields?: Readonly<Record<string, unknown>>): void;
  /** On every line from now on. */
  always(fields: Readonly<Record<string, string>>): void;
  add(name: MetricName, value: number): void;
  /** Begins a call: its request id is on each line. */
  begin(requestId: string): void;
  /** Writes what was added since. */
  flush(): void;
}

/** `LagSeconds`: from the youngest event of a delivery to when it had its effect. */
const units = {
  Events: MetricUnit.Count,
  Matches: MetricUnit.Count,
  Findings: MetricUnit.Count,
  Rejects: MetricUnit.Count,
  DeliveriesDone: MetricUnit.Count,
  DeliveriesAgain: MetricUnit.Count,
  AlertsSent: MetricUnit.Count,
  AlertsLater: MetricUnit.Count,
  AlertsGivenUp: MetricUnit.Count,
  ConfigurationsRefused: MetricUnit.Count,
  LagSeconds: MetricUnit.Seconds,
} as const;
export type MetricName = keyof typeof units;

/**
 * Powertools' logger and EMF metrics: POWERTOOLS_SERVICE_NAME, POWERTOOLS_METRICS_NAMESPACE and LOG_LEVEL of the environment say the
 * rest. @param functionName a dimension of the metrics
 */
export function createTelemetry(functionName: string): Telemetry {
  const logger = new Logger({ persistentKeys: { function: functionName } });
  const metrics = new Metrics({ defaultDimensions: { function: functionName } });
  return {
    log: (level, text, fields) => (fields === undefined ? logger[level](text) : logger[level](text, { ...fields })),
    always: (fields) => logger.appendPersistentKeys({ ...fields }),
    add: (name, value) => metrics.addMetric(name, units[name], value),
    begin: (requestId) => logger.appendPersistentKeys({ request: requestId }),
    flush: () => metrics.publishStoredMetrics(),
  };
}

/** What a problem is in a log line. */
export function ofProblem(problem: Problem): Readonly<Record<string, string>> {
  return { code: problem.code, problem: formatProblem(problem) };
}

/** A defect of ours, with its stack. */
export function ofError(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof Problem) return ofProblem(error);
  return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
