import { severities, severityRank } from '../../../model/severity.ts';
import type { ReportData } from '../report-collector.ts';
import { html, type Markup } from './markup.ts';
import { clipped, many, minuteOf, number, periodOf, severitiesDown, severityLabels, size } from './wording.ts';

/** The top of the page: what it is, how much of what severity, and what it leaves out. */
export function overview(data: ReportData): Markup {
  return html`
<header>
  <p class="brand">trailwatch</p>
  <h1>${headline(data)}</h1>
  <p class="lede">${lede(data)}</p>
  ${navigation(data)}
</header>
<main>
${notices(data)}
<section aria-labelledby="overview">
  <h2 id="overview" class="visually-hidden">Overview</h2>
  ${tiles(data)}
  ${facts(data)}
</section>`;
}

function headline({ totals }: ReportData): string {
  return totals.findings === 0 ? 'Nothing found' : many(totals.findings, 'finding');
}

function lede({ totals, accounts, context }: ReportData): Markup {
  const names = accounts.top.slice(0, 3).map(({ value }) => clipped(value, 40));
  const rest = accounts.top.length + accounts.more - names.length;
  const where =
    names.length === 0
      ? ''
      : ` in ${names.length + rest === 1 ? 'account' : 'accounts'} ${names.join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`;
  const period = periodOf(totals.firstAt, totals.lastAt);
  const generated = html`Made ${minuteOf(new Date(context.generatedAt).toISOString())} UTC.`;
  if (totals.findings === 0) return html`No rule matched any of ${many(context.counts.events, 'event')}. ${generated}`;
  return html`${period}${where}. All times are UTC. ${generated}`;
}

function navigation({ totals, context }: ReportData): Markup {
  const found = totals.findings > 0;
  return html`<nav aria-label="Sections"><ul>
    ${found ? html`<li><a href="#over-time">Over time</a></li><li><a href="#timeline">Timeline</a></li><li><a href="#most-involved">Most involved</a></li><li><a href="#findings">Findings</a></li>` : undefined}
    ${context.counts.rejects > 0 ? html`<li><a href="#unread">Not read</a></li>` : undefined}
    <li><a href="#about">About this report</a></li>
  </ul></nav>`;
}

/** What the reader must know before trusting the page. Says nothing when there is nothing to say. */
function notices({ context, totals, shown, withoutRaw }: ReportData): Markup {
  const { counts } = context;
  const said: Markup[] = [];
  if (context.interrupted === true)
    said.push(html`<strong>The scan was interrupted.</strong> This covers only what had been read by then.`);
  if (counts.rejects > 0) {
    said.push(
      html`<strong>${many(counts.rejects, 'input')} could not be read.</strong> What they hold is not in this report: <a href="#unread">see which</a>.`,
    );
  }
  if (shown.length < totals.findings) {
    said.push(
      html`<strong>${number(shown.length)} of ${number(totals.findings)} findings are shown in detail</strong>: the most severe, and of the same severity the most recent. Counts, the plot and “Most involved” cover all.`,
    );
  }
  if (withoutRaw > 0)
    said.push(html`The raw events of ${many(withoutRaw, 'finding')} are left out to keep this file small enough to open.`);
  return said.length === 0 ? html`` : html`<div class="notices">${said.map((text) => html`<p>${text}</p>`)}</div>`;
}

function tiles({ totals, shown }: ReportData): Markup {
  const first = (index: number) => shown.find(({ finding }) => severityRank(finding.severity) === index);
  const counts = severitiesDown.map((severity) => ({ severity, count: totals.bySeverity[severities.indexOf(severity)]! }));
  return html`
  <ul class="tiles">${counts.map(({ severity, count }) => {
    const target = first(severities.indexOf(severity));
    const inside = html`<span class="count">${number(count)}</span><span class="label"><span class="swatch ${severity}"></span>${severityLabels[severity]}</span>`;
    return html`<li class="${count === 0 ? 'none' : severity}">${target === undefined ? html`<span class="tile">${inside}</span>` : html`<a class="tile" href="#f-${target.finding.id}">${inside}</a>`}</li>`;
  })}</ul>
  ${
    totals.findings === 0
      ? undefined
      : html`<div class="share" aria-hidden="true">${counts.map(({ severity, count }) => (count === 0 ? undefined : html`<span class="${severity}" style="flex-grow:${count}"></span>`))}</div>`
  }`;
}

function facts({ context }: ReportData): Markup {
  const { counts, rules } = context;
  const rows: [string, string][] = [
    ['Events read', number(counts.events)],
    ['Files', `${number(counts.files)} (${size(counts.bytes)})`],
    ['Rules', number(rules.count)],
    ['Matches', number(counts.matches)],
    ['Repeats dropped', number(counts.duplicates)],
    ['Not readable', number(counts.rejects)],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
