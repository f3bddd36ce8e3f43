import { createReportCollector } from '../../../edges/reports/report-collector.ts';
import { htmlReport } from '../../../edges/reports/html-report.ts';
import type { Finding } from '../../../model/finding.ts';
import type { ReportContext } from '../../../model/report.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import type { Writer } from './writer.ts';

/** An HTML report in the making. Findings come as they are told; the page is written at the end. */
export interface Report {
  add(finding: Finding, events: readonly TriageItem[]): void;
  /** @throws {Problem} CLI_OUTPUT */
  finish(context: ReportContext): Promise<void>;
}

/** The same page to each of the writers. */
export function createReport(writers: readonly Writer[]): Report {
  const collector = createReportCollector();
  return {
    add: collector.add,
    async finish(context) {
      for (const chunk of htmlReport(collector.finish(context))) {
        for (const writer of writers) {
          const slow = writer.write(chunk);
          if (slow !== undefined) await slow;
        }
      }
      for (const writer of writers) await writer.close();
    },
  };
}
