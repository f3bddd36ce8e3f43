import { formatPlace } from '../../../base/problem.ts';
import type { ReportData } from '../report-collector.ts';
import { html, type Markup } from './markup.ts';
import { clipped, many, number, size } from './wording.ts';

/** Rejects and inputs that are listed; the counts say how many there were. */
const LISTED = 200;

/** What could not be read, with place and reason. */
export function rejectsSection({ context }: ReportData): Markup {
  const { rejects } = context;
  const total = Math.max(context.counts.rejects, rejects.length);
  if (total === 0) return html``;
  const listed = rejects.slice(0, LISTED);
  return html`
<section aria-labelledby="unread">
  <h2 id="unread">Could not be read</h2>
  <p class="hint">${many(total, 'reject')}${listed.length < total ? `, the first ${number(listed.length)} listed` : undefined}. Whatever these hold was not looked at.</p>
  <div class="scroll"><table class="rejects">
    <thead><tr><th scope="col">Where</th><th scope="col">Why</th><th scope="col">Code</th></tr></thead>
    <tbody>${listed.map(
      ({ at, message, hint, code }) =>
        html`<tr><td><code>${clipped(formatPlace(at), 500) || '–'}</code></td><td>${clipped(message, 500)}${hint === undefined ? undefined : html`<span class="muted"> ${clipped(hint, 300)}</span>`}</td><td><code>${code}</code></td></tr>`,
    )}</tbody>
  </table></div>
</section>`;
}

/** Exactly what was scanned and how, so that it can be done again; and what a reader won't find here. */
export function aboutSection(data: ReportData): Markup {
  const { context, shown, totals } = data;
  const { counts, rules } = context;
  const left: string[] = [];
  if (counts.outside > 0) left.push(`${many(counts.outside, 'event')} outside the time, accounts or regions asked for.`);
  if (counts.withheld > 0)
    left.push(
      `${many(counts.withheld, 'match', 'matches')} of rules in the state ENABLED on read-only management events, which EventBridge does not deliver to such rules.`,
    );
  if (counts.pointers > 0) left.push(`${many(counts.pointers, 'notification')} that only named objects in S3.`);
  if (counts.ignored > 0)
    left.push(`${many(counts.ignored, 'thing')} known to hold no event: digests, test messages, folder markers.`);
  if (shown.length < totals.findings)
    left.push(`The details of ${many(totals.findings - shown.length, 'finding')}; counts, plot and rankings include them.`);
  left.push('All but the earliest 20 events of a finding, and what is over 64 KiB of one event.');
  return html`
<section aria-labelledby="about">
  <h2 id="about">About this report</h2>
  <div class="about">
    <div><h3>What was scanned</h3>
      <ul class="paths">${context.inputs.slice(0, LISTED).map((input) => html`<li><code>${clipped(input, 1000)}</code></li>`)}</ul>
      ${context.inputs.length > LISTED ? html`<p class="muted">and ${number(context.inputs.length - LISTED)} more</p>` : undefined}
      <p class="muted">${many(counts.files, 'file')}, ${size(counts.bytes)}, ${many(counts.events, 'event')}${context.seconds === undefined ? undefined : `, in ${context.seconds.toFixed(1)} s`}.</p>
    </div>
    <div><h3>With these rules</h3>
      <ul class="paths">${rules.files.slice(0, LISTED).map((file) => html`<li><code>${clipped(file, 1000)}</code></li>`)}</ul>
      <p class="muted">${many(rules.count, 'rule')}.</p>
    </div>
    <div><h3>And these options</h3>
      ${
        context.options.length === 0
          ? html`<p class="muted">None.</p>`
          : html`<dl class="options">${context.options.map(([name, value]) => html`<div><dt><code>${clipped(name, 100)}</code></dt><dd><code>${clipped(value, 1000)}</code></dd></div>`)}</dl>`
      }
    </div>
    <div><h3>Not in this report</h3>
      <ul>${left.map((text) => html`<li>${text}</li>`)}</ul>
    </div>
  </div>
  <p class="muted">Made by trailwatch ${context.version}. A finding groups the matches of one rule by one actor within one hour. The file holds no script and loads nothing.</p>
</section>`;
}
