import { createReportCollector } from '../../../edges/reports/report-collector.ts';
import { htmlReport } from '../../../edges/reports/html-report.ts';
import type { Finding } from '../../../model/finding.ts';
import type { ReportContext } from '../../../model/report.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { fileWriter, stdoutWriter } from './writer.ts';

/** An HTML report in the making. Findings come as they are told; the page is written at the end. */
export interface Report {
  add(finding: Finding, events: readonly TriageItem[]): void;
  finish(context: ReportContext): Promise<void>;
}

/** Into a file, or to standard output. */
export function openReport(file: string | undefined): Report {
  const collector = createReportCollector();
  return {
    add: collector.add,
    async finish(context) {
      const writer = file === undefined ? stdoutWriter() : fileWriter(file);
      for (const chunk of htmlReport(collector.finish(context))) {
        const slow = writer.write(chunk);
        if (slow !== undefined) await slow;
      }
      await writer.close();
    },
  };
}
