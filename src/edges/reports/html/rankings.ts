import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import { severities } from '../../../model/severity.ts';
import type { Ranked } from '../ranking.ts';
import type { Ranking, ReportData } from '../report-collector.ts';
import { html, type Markup } from './markup.ts';
import { breakable, clipped, number, severitiesDown, severityLabels } from './wording.ts';

/** Principals, addresses and calls by how severe and how many their findings are. */
export function rankingsSection(data: ReportData): Markup {
  const { findings } = data.totals;
  if (findings === 0) return html``;
  return html`
<section aria-labelledby="most-involved">
  <h2 id="most-involved">Most involved</h2>
  <p class="hint">Over ${findings === 1 ? 'the one finding' : `all ${number(findings)} findings`}: first who or what has the most critical ones, then the most high ones, and so on.</p>
  <div class="rankings">
    ${ranking('Principals', data.principals, (value) => shortActor(value))}
    ${ranking('Addresses', data.addresses, (value) => value)}
    ${ranking('Calls', data.calls, (value) => value)}
  </div>
</section>`;
}

function ranking(title: string, { top, more, bounded }: Ranking, short: (value: string) => string): Markup {
  const most = Math.max(...top.map(({ findings }) => findings));
  return html`
    <div class="ranking"><table>
      <thead><tr><th scope="col">${title}</th><th scope="col" class="right">Findings</th></tr></thead>
      <tbody>${top.map(
        (ranked) => html`
        <tr><th scope="row"><span title="${clipped(ranked.value, 300)}">${breakable(clipped(short(ranked.value), 120))}</span>${bar(ranked, most)}</th>
        <td class="right"><span class="visually-hidden">${inWords(ranked)}, in all </span>${number(ranked.findings)}</td></tr>`,
      )}</tbody>
    </table>${top.length === 0 ? html`<p class="muted">None named.</p>` : undefined}${more > 0 ? html`<p class="muted">and ${bounded ? 'at least ' : ''}${number(more)} more</p>` : undefined}</div>`;
}

function bar(ranked: Ranked, most: number): Markup {
  const parts = present(ranked).map(({ severity, count }) => html`<span class="${severity}" style="flex-grow:${count}"></span>`);
  return html`<span class="share" style="width:${Math.round((ranked.findings / most) * 1000) / 10}%" title="${inWords(ranked)}" aria-hidden="true">${parts}</span>`;
}

function inWords(ranked: Ranked): string {
  return present(ranked)
    .map(({ severity, count }) => `${number(count)} ${severityLabels[severity].toLowerCase()}`)
    .join(', ');
}

function present({ bySeverity }: Ranked) {
  return severitiesDown
    .map((severity) => ({ severity, count: bySeverity[severities.indexOf(severity)]! }))
    .filter(({ count }) => count > 0);
}
