import { shortActor } from '../../../engine/findings/formats/short-actor.ts';
import type { Finding } from '../../../model/finding.ts';
import type { TriageItem } from '../../../model/triage-item.ts';
import { forHtml } from '../../../base/escape.ts';
import { indentJson } from '../indent-json.ts';
import type { ReportData, ReportFinding } from '../report-collector.ts';
import { html, type Markup, trusted } from './markup.ts';
import { breakable, clipped, many, minuteOf, number, secondOf, severityChip } from './wording.ts';

/** Each finding that is shown, with its context and the JSON of its earliest events. */
export function* findingsSection({ shown, totals }: ReportData): Generator<Markup> {
  if (shown.length === 0) return;
  yield html`
<section aria-labelledby="findings">
  <h2 id="findings">Findings</h2>
  <p class="hint">The most severe first, of the same severity the most recent first.${shown.length < totals.findings ? ` ${number(totals.findings - shown.length)} less important ones are not shown.` : undefined}</p>`;
  for (const item of shown) yield* details(item);
  yield html`</section>`;
}

function* details({ finding, events }: ReportFinding): Generator<Markup> {
  yield html`
  <article><details class="finding ${finding.severity}">
    <summary>
      ${severityChip(finding.severity)}
      <h3>${clipped(finding.title, 200)}</h3>
      <span class="meta">${minuteOf(finding.firstAt)} · ${finding.actor === '' ? '–' : breakable(clipped(shortActor(finding.actor, finding.account), 120))} · ${many(finding.count, 'event')}</span>
    </summary>
    <div class="body" id="f-${finding.id}">
      <p class="summary">${clipped(finding.summary)}</p>
      ${properties(finding)}
      <h4>${finding.count > events.length && events.length > 0 ? `The earliest ${number(events.length)} of ${number(finding.count)} events` : 'Events'}</h4>`;
  for (const event of events) yield rawEvent(event);
  if (events.length === 0) yield html`<p class="muted">No event was kept with this finding.</p>`;
  yield html`</div></details></article>`;
}

function properties(finding: Finding): Markup {
  const { context } = finding;
  const rows: [string, Markup | undefined][] = [
    ['First and last', html`${secondOf(finding.firstAt)} to ${secondOf(finding.lastAt)} UTC`],
    ['Actor', values([finding.actor])],
    ['Account', values([finding.account])],
    ['Regions', values(context.regions)],
    ['Calls', values(context.eventNames)],
    ['Services', values(context.eventSources)],
    ['Addresses', values(context.sourceIPAddresses)],
    ['User agents', values(context.userAgents)],
    ['Errors', values(context.errorCodes)],
    ['Resources', values(finding.resources)],
    ['ATT&CK', values(finding.attack)],
    ['Rule', values([finding.ruleId])],
    ['Finding', values([finding.id])],
  ];
  return html`<dl class="properties">${rows.map(([name, value]) => (value === undefined ? undefined : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>`;
}

function values(list: readonly string[]): Markup | undefined {
  const present = list.filter((value) => value !== '');
  return present.length === 0
    ? undefined
    : html`<ul>${present.map((value) => html`<li><code>${clipped(value)}</code></li>`)}</ul>`;
}

function rawEvent({ record, raw, rawLength }: TriageItem): Markup {
  const title = html`${secondOf(record.eventTime)} <strong>${clipped(record.eventName, 120)}</strong>${record.errorCode === '' ? undefined : html` <span class="failed">${clipped(record.errorCode, 120)}</span>`}`;
  const source = html`<p class="muted">Event <code>${clipped(record.eventId, 200)}</code> in <code>${clipped(record.file, 500)}</code></p>`;
  if (raw === undefined) return html`<div class="event flat"><p>${title}</p>${source}</div>`;
  const cut =
    rawLength === undefined
      ? undefined
      : html`<p class="cut">Cut: the first ${number(raw.length)} of ${number(rawLength)} characters.</p>`;
  return html`<details class="event"><summary>${title}</summary>${source}${cut}<pre tabindex="0">${rawText(raw)}</pre></details>`;
}

/** Line by line, so that line breaks of the layout stay and all other control characters are shown. */
function rawText(raw: string): Markup {
  return trusted(indentJson(raw).split('\n').map(forHtml).join('\n'));
}
