import { readFileSync } from 'node:fs';
import { shippedPaths } from '../../rules/rule-files.ts';

/** A filter of the CIS AWS Foundations Benchmark, and what is named after it. */
export interface CisFilter {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** `CloudWatch.1`, or the number in the benchmark. */
  readonly control: string;
  /** Exact: Security Hub compares text. */
  readonly pattern: string;
  /** `UnauthorizedApiCalls`: the metric, and in templates the resources. */
  readonly name: string;
}

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly control?: string;
  readonly filterPattern: string;
}

/** The 15 filters, in the order of the benchmark. */
export function cisFilters(): CisFilter[] {
  const { metric_filters } = JSON.parse(readFileSync(shippedPaths('cis')[0]!, 'utf8')) as { metric_filters: readonly Listed[] };
  return metric_filters.map(({ id, title, description, control, filterPattern }) => {
    const [, number = '', words = ''] = /^cis-(\d+-\d+)-(.+)$/.exec(id) ?? [];
    const name = words
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('');
    return { id, title, description, control: control ?? `CIS ${number.replace('-', '.')}`, pattern: filterPattern, name };
  });
}

/** The namespace that the benchmark's own instructions use. */
export const CIS_NAMESPACE = 'CISBenchmark';
