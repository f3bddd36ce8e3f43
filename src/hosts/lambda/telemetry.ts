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
  ResponsesDone: MetricUnit.Count,
  ResponsesRefused: MetricUnit.Count,
  LagSeconds: MetricUnit.Seconds,
  ImagesDone: MetricUnit.Count,
  ImagesSkipped: MetricUnit.Count,
  ImagesFailed: MetricUnit.Count,
  ImageMilliseconds: MetricUnit.Milliseconds,
  ImagePixelsPerSecond: MetricUnit.CountPerSecond,
} as const;
export type MetricName = keyof typeof units;

/**
 * Powertools' logger and EMF metrics. Environment: POWERTOOLS_SERVICE_NAME and POWERTOOLS_METRICS_NAMESPACE (`trailwatch` where they
 * are not set), LOG_LEVEL, AWS_LAMBDA_FUNCTION_NAME.
 */
export function createTelemetry(environment: NodeJS.ProcessEnv): Telemetry {
  const serviceName = environment.POWERTOOLS_SERVICE_NAME || 'trailwatch';
  const namespace = environment.POWERTOOLS_METRICS_NAMESPACE || 'trailwatch';
  const functionName = environment.AWS_LAMBDA_FUNCTION_NAME || 'local';
  const logger = new Logger({ serviceName, persistentKeys: { function: functionName } });
  const metrics = new Metrics({ serviceName, namespace, defaultDimensions: { function: functionName } });
  return {
    log: (level, text, fields) => (fields === undefined ? logger[level](text) : logger[level](text, { ...fields })),
    always: (fields) => logger.appendPersistentKeys({ ...fields }),
    add: (name, value) => metrics.addMetric(name, units[name], value),
    begin: (requestId) => logger.appendPersistentKeys({ request: requestId }),
    // Without one, Powertools would warn of it.
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
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
