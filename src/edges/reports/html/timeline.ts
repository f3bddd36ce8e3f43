import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { ReportData, ReportFinding } from '../report-collector.ts';
import { html, type Markup } from './markup.ts';
import { breakable, clipped, minuteOf, number, severityChip } from './wording.ts';

/** The findings that are shown, in the order in which they happened. */
export function* timelineSection({ shown, totals }: ReportData): Generator<Markup> {
  if (shown.length === 0) return;
  const sorted = [...shown].sort(
    (a, b) => compareText(a.finding.firstAt, b.finding.firstAt) || compareText(a.finding.id, b.finding.id),
  );
  yield html`
<section aria-labelledby="timeline">
  <h2 id="timeline">Timeline</h2>
  ${shown.length < totals.findings ? html`<p class="hint">The ${number(shown.length)} findings shown in detail, of ${number(totals.findings)}.</p>` : undefined}
  <table class="timeline" role="table">
    <thead role="rowgroup"><tr role="row">
      <th scope="col" role="columnheader">Severity</th><th scope="col" role="columnheader">First seen</th><th scope="col" role="columnheader">Finding</th>
      <th scope="col" role="columnheader">Actor</th><th scope="col" role="columnheader">From</th><th scope="col" role="columnheader" class="right">Events</th>
    </tr></thead>
    <tbody role="rowgroup">`;
  for (const item of sorted) yield row(item);
  yield html`</tbody></table></section>`;
}

function row({ finding }: ReportFinding): Markup {
  const [address, ...others] = finding.context.sourceIPAddresses;
  return html`
      <tr role="row">
        <td role="cell" class="severity">${severityChip(finding.severity)}</td>
        <td role="cell" class="when">${minuteOf(finding.firstAt)}</td>
        <td role="cell" class="what"><a href="#f-${finding.id}">${clipped(finding.title, 200)}</a></td>
        <td role="cell" class="who">${actorText(finding.actor, finding.account)}</td>
        <td role="cell" class="from">${address === undefined ? '–' : clipped(address, 100)}${others.length > 0 ? html` <span class="muted">+${others.length}</span>` : undefined}</td>
        <td role="cell" class="right">${number(finding.count)}</td>
      </tr>`;
}

function actorText(actor: string, account: string): Markup {
  return actor === ''
    ? html`–`
    : html`<span title="${clipped(actor, 300)}">${breakable(clipped(shortActor(actor, account), 120))}</span>`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
