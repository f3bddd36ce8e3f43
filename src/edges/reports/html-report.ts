import { aboutSection, rejectsSection } from './html/about.ts';
import { findingsSection } from './html/finding-details.ts';
import { html, type Markup, markupText, trusted } from './html/markup.ts';
import { overview } from './html/overview.ts';
import { plotSection } from './html/plot.ts';
import { rankingsSection } from './html/rankings.ts';
import { styleSheet } from './html/style-sheet.ts';
import { timelineSection } from './html/timeline.ts';
import type { ReportData } from './report-collector.ts';

/**
 * A report as one HTML file that opens offline, in chunks. It holds no script and loads nothing, and its content security policy
 * forbids both, should anything of the log slip through.
 */
export function* htmlReport(data: ReportData): Generator<string> {
  for (const markup of page(data)) yield markupText(markup);
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

function* page(data: ReportData): Generator<Markup> {
  yield html`${trusted('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>trailwatch: ${data.totals.findings} findings</title>
<style>${trusted(styleSheet)}</style>
</head>
<body>`;
  yield overview(data);
  yield plotSection(data);
  yield* timelineSection(data);
  yield rankingsSection(data);
  yield* findingsSection(data);
  yield rejectsSection(data);
  yield aboutSection(data);
  yield html`</main>
</body>
</html>
`;
}
