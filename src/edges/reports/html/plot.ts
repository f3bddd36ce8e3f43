import { DAY } from '../../../base/units.ts';
import { severities } from '../../../model/severity.ts';
import type { Bucket, Histogram } from '../histogram.ts';
import { html, type Markup } from './markup.ts';
import { dayOf, hourOf, many, number, severitiesDown, severityLabels } from './wording.ts';

/** Units of the drawing; it is stretched to the page, so they are no pixels. */
const HEIGHT = 100;
const STEP = 10;
const GAP = 1.5;
/** Labels below the plot. */
const LABELS = 8;

/** Findings over time as stacked bars, drawn as SVG, with the same numbers as a table for those who can't see it. */
export function plotSection({ histogram }: { readonly histogram: Histogram }): Markup {
  const { buckets } = histogram;
  if (buckets.length === 0) return html``;
  const ticks = ticksUpTo(Math.max(...buckets.map(sum)));
  const top = ticks.at(-1)!;
  const width = buckets.length * STEP;
  const present = severitiesDown.filter((severity) => buckets.some(({ counts }) => counts[severities.indexOf(severity)]! > 0));
  return html`
<section aria-labelledby="over-time">
  <h2 id="over-time">Findings over time</h2>
  <p class="hint">By time of the first event, ${unitText(histogram)}.</p>
  <figure class="plot">
    <div class="frame">
      <div class="ticks" aria-hidden="true">${ticks.map((tick) => html`<span style="bottom:${percent(tick / top)}">${number(tick)}</span>`)}</div>
      <svg viewBox="0 0 ${width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${describe(histogram)}">
        ${ticks.map((tick) => html`<line class="${tick === 0 ? 'base' : 'grid'}" x1="0" x2="${width}" y1="${y(tick, top)}" y2="${y(tick, top)}"/>`)}
        ${buckets.map((bucket, index) => bar(bucket, index, top, histogram))}
      </svg>
      <div class="dates" aria-hidden="true">${dateLabels(histogram)}</div>
    </div>
    <figcaption><ul class="legend">${present.map((severity) => html`<li><span class="swatch ${severity}"></span>${severityLabels[severity]}</li>`)}</ul></figcaption>
  </figure>
  <details class="quiet"><summary>The same as a table</summary>
    <div class="scroll"><table class="numbers">
      <thead><tr><th scope="col">From (UTC)</th>${present.map((severity) => html`<th scope="col">${severityLabels[severity]}</th>`)}</tr></thead>
      <tbody>${buckets
        .filter((bucket) => sum(bucket) > 0)
        .map(
          (bucket) =>
            html`<tr><th scope="row">${stepText(bucket, histogram)}</th>${present.map((severity) => html`<td>${number(bucket.counts[severities.indexOf(severity)]!)}</td>`)}</tr>`,
        )}</tbody>
    </table></div>
  </details>
</section>`;
}

function bar(bucket: Bucket, index: number, top: number, histogram: Histogram): Markup | undefined {
  if (sum(bucket) === 0) return undefined;
  let below = 0;
  const x = index * STEP + GAP / 2;
  const parts = severitiesDown.map((severity) => {
    const count = bucket.counts[severities.indexOf(severity)]!;
    if (count === 0) return undefined;
    below += count;
    return html`<rect class="${severity}" x="${x}" width="${STEP - GAP}" y="${y(below, top)}" height="${rounded((count / top) * HEIGHT)}"/>`;
  });
  const said = severitiesDown
    .map((severity) => ({ severity, count: bucket.counts[severities.indexOf(severity)]! }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${number(count)} ${severityLabels[severity].toLowerCase()}`);
  return html`<g><title>${stepText(bucket, histogram)}: ${said.join(', ')}</title><rect class="hit" x="${index * STEP}" width="${STEP}" y="0" height="${HEIGHT}"/>${parts}</g>`;
}

/** From 0 in steps of 1, 2 or 5 times a power of ten, to the maximum or just above: three or four lines. */
export function ticksUpTo(most: number): number[] {
  const rough = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough)!;
  return Array.from({ length: Math.ceil(Math.max(1, most) / step) + 1 }, (_, index) => index * step);
}

function dateLabels({ buckets, unit }: Histogram): Markup[] {
  const every = Math.max(1, Math.ceil(buckets.length / LABELS));
  const labels: Markup[] = [];
  for (let i = 0; i < buckets.length; i += every) {
    const { start } = buckets[i]!;
    const midnight = start % DAY === 0;
    const text =
      unit === 'hour'
        ? midnight || i === 0
          ? `${dayOf(start)} ${hourOf(start)}`
          : hourOf(start)
        : dayOf(start, unit === 'longer');
    const middle = (i + 0.5) / buckets.length;
    // Narrow pages show every other label; those at the ends don't stick out.
    const classes = [labels.length % 2 === 1 ? 'extra' : '', middle < 0.06 ? 'first' : middle > 0.94 ? 'last' : ''];
    labels.push(html`<span class="${classes.join(' ').trim()}" style="left:${percent(middle)}">${text}</span>`);
  }
  return labels;
}

function stepText({ start }: Bucket, { unit }: Histogram): string {
  if (unit === 'hour') return `${dayOf(start, true)} ${hourOf(start)}`;
  return unit === 'day' ? dayOf(start, true) : `from ${dayOf(start, true)}`;
}

function unitText({ unit, step }: Histogram): string {
  if (unit === 'longer') return `in steps of ${many(step / DAY, 'day')}`;
  return { hour: 'per hour', day: 'per day', week: 'per week' }[unit];
}

function describe(histogram: Histogram): string {
  const { buckets } = histogram;
  const total = buckets.reduce((all, bucket) => all + sum(bucket), 0);
  const peak = buckets.reduce((a, b) => (sum(b) > sum(a) ? b : a));
  return `${many(total, 'finding')} ${unitText(histogram)}, most at ${stepText(peak, histogram)}: ${number(sum(peak))}`;
}

function sum({ counts }: Bucket): number {
  return counts.reduce((a, b) => a + b, 0);
}

function y(value: number, top: number): number {
  return rounded(HEIGHT - (value / top) * HEIGHT);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function percent(part: number): string {
  return `${rounded(part * 100)}%`;
}
