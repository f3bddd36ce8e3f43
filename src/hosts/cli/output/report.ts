import { createReportCollector, type ReportCollector } from '../../../edges/reports/report-collector.ts';
import { htmlReport } from '../../../edges/reports/html-report.ts';
import type { ReportContext } from '../../../model/report.ts';
import type { Writer } from './writer.ts';

/** An HTML report in the making. Findings come as they are told; the page is written at the end. */
export interface Report extends Pick<ReportCollector, 'add' | 'lacking' | 'fill'> {
  /** @throws {Problem} CLI_OUTPUT */
  finish(context: ReportContext): Promise<void>;
}

/** The same page to each of the writers. */
export function createReport(writers: readonly Writer[]): Report {
  const collector = createReportCollector();
  return {
    add: collector.add,
    lacking: collector.lacking,
    fill: collector.fill,
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
