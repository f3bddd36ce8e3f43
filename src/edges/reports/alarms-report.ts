import { DAY, type EpochMs } from '../../base/units.ts';
import type { AlarmBacktest, MetricBacktest } from '../../model/alarm-backtest.ts';
import { html, type Markup, markupText, trusted } from './html/markup.ts';
import { styleSheet } from './html/style-sheet.ts';

export interface AlarmsReport {
  readonly results: readonly AlarmBacktest[];
  readonly span: { readonly from: EpochMs; readonly to: EpochMs };
  readonly events: number;
  readonly inputs: readonly string[];
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/** Units of the drawings: stretched to the page, so they are no pixels. */
const WIDTH = 1000;
const HEIGHT = 120;
const BAND = 14;
const MOST_LISTED = 200;

const own = `
.alarm svg { display: block; width: 100%; height: 150px; overflow: visible; }
.alarm rect.ALARM { fill: var(--high); } .alarm rect.OK { fill: var(--line); } .alarm rect.INSUFFICIENT_DATA { fill: var(--informational); opacity: 0.45; }
.alarm rect.value { fill: var(--low); } .alarm rect.value.breaching { fill: var(--high); }
.alarm line { stroke: var(--text); stroke-width: 1; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }
.alarm line.suggested { stroke: var(--accent); }
.alarm .ends { display: flex; justify-content: space-between; color: var(--muted); font-size: 13px; }
.alarm .key { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 2px; margin-right: 0.35em; }
`;

/** Back-tests of alarms as one HTML file that opens offline: no script, nothing loaded, all text escaped. */
export function alarmsReport({ results, span, events, inputs }: AlarmsReport): string {
  const fired = results.filter(({ episodes }) => episodes.length > 0);
  const byCount = [...results].sort((a, b) => b.episodes.length - a.episodes.length);
  return markupText(html`${trusted('<!doctype html>')}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>trailwatch: ${fired.length} of ${results.length} alarms would have fired</title>
<style>${trusted(styleSheet + own)}</style>
</head>
<body>
<header><p class="brand">trailwatch</p>
<h1>${fired.length} of ${results.length} alarms would have fired</h1>
<p class="lede">${events.toLocaleString('en-US')} events of ${inputs.join(', ')}, ${minute(span.from)} to ${minute(span.to)}</p></header>
<main>
<section aria-labelledby="all"><h2 id="all">All alarms</h2>
<div class="scroll"><table class="numbers"><thead><tr><th scope="col">Alarm</th><th scope="col">Fired</th><th scope="col">A week</th><th scope="col">In ALARM</th><th scope="col">At the end</th></tr></thead>
<tbody>${byCount.map(
    (each) =>
      html`<tr><th scope="row">${each.id}</th><td>${each.episodes.length}</td><td>${perWeek(each, span)}</td><td>${share(each, span)}</td><td>${each.state}</td></tr>`,
  )}</tbody></table></div></section>
${byCount.filter(({ episodes, metric }) => episodes.length > 0 || (metric?.points.length ?? 0) > 0).map((each) => alarmSection(each, span))}
</main>
</body>
</html>
`);
}

function alarmSection(alarm: AlarmBacktest, span: AlarmsReport['span']): Markup {
  const { id, description, settings, episodes, metric } = alarm;
  const suggestion = metric?.suggestion;
  return html`<section class="alarm"><h2>${id}</h2>
<p class="hint">${description === undefined ? '' : `${description}. `}${settings}</p>
<figure>${drawing(alarm, span)}
<div class="ends" aria-hidden="true"><span>${minute(span.from)}</span><span>${minute(span.to)}</span></div>
<figcaption class="muted">Below, the state: <span class="key" style="background:var(--high)"></span>ALARM <span class="key" style="background:var(--line)"></span>OK <span class="key" style="background:var(--informational);opacity:0.45"></span>INSUFFICIENT_DATA${metric === undefined ? '' : html`. Above, the data points; the broken line is the threshold ${metric.threshold}${suggestion === undefined ? '' : html`, the other one the suggestion ${suggestion.threshold}`}`}</figcaption></figure>
${
  suggestion === undefined
    ? undefined
    : html`<p><strong>Suggested: ${metric!.sign} ${suggestion.threshold}</strong>, which would have fired ${suggestion.fired} times in ${suggestion.bursts} bursts: once a week at most.</p>
<table class="numbers"><thead><tr><th scope="col">Threshold</th><th scope="col">Fired</th><th scope="col">Bursts</th></tr></thead><tbody>${metric!.tried.map(({ threshold, fired, bursts }) => html`<tr><th scope="row">${metric!.sign} ${threshold}${threshold === metric!.threshold ? ' (yours)' : ''}</th><td>${fired}</td><td>${bursts}</td></tr>`)}</tbody></table>`
}
${
  episodes.length === 0
    ? undefined
    : html`<details class="quiet"><summary>${episodes.length} times in ALARM</summary><ul>${episodes.slice(0, MOST_LISTED).map(({ since, until }) => html`<li>${minute(since)} – ${until === undefined ? 'still' : minute(until)}</li>`)}</ul></details>`
}</section>`;
}

function drawing({ id, transitions, metric }: AlarmBacktest, { from, to }: AlarmsReport['span']): Markup {
  const x = (at: EpochMs) => rounded(((Math.min(Math.max(at, from), to) - from) / Math.max(1, to - from)) * WIDTH);
  const changes = [{ at: from, to: transitions[0]?.from ?? 'INSUFFICIENT_DATA' }, ...transitions];
  const states = changes.map(({ at, to: state }, i) => {
    const begin = x(at);
    // A short alarm must be seen too.
    const width = Math.max((changes[i + 1] === undefined ? WIDTH : x(changes[i + 1]!.at)) - begin, state === 'ALARM' ? 1.5 : 0);
    return html`<rect class="${state}" x="${begin}" y="${HEIGHT + 6}" width="${rounded(width)}" height="${BAND}"><title>${minute(at)}: ${state}</title></rect>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT + BAND + 8}" preserveAspectRatio="none" role="img" aria-label="State and data points of ${id} over time">${metric === undefined ? undefined : valuesOf(metric, x)}${states}</svg>`;
}

function valuesOf({ points, threshold, suggestion, sign, step }: MetricBacktest, x: (at: EpochMs) => number): Markup {
  const top = Math.max(1, threshold, suggestion?.threshold ?? 0, ...points.map(([, value]) => value)) * 1.05;
  const y = (value: number) => rounded(HEIGHT - (Math.max(0, value) / top) * HEIGHT);
  const breaches = (value: number) =>
    sign.startsWith('>')
      ? value > threshold || (sign === '>=' && value === threshold)
      : value < threshold || (sign === '<=' && value === threshold);
  const limit = (value: number, name: string) =>
    html`<line class="${name}" x1="0" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/>`;
  return html`${points.map(
    ([at, value]) =>
      html`<rect class="value${breaches(value) ? ' breaching' : ''}" x="${x(at)}" width="${rounded(Math.max(1.5, x(at + step) - x(at) - 0.5))}" y="${y(value)}" height="${rounded(HEIGHT - y(value))}"><title>${minute(at)}: ${value}</title></rect>`,
  )}${limit(threshold, 'own')}${suggestion === undefined ? undefined : limit(suggestion.threshold, 'suggested')}`;
}

function perWeek({ episodes }: AlarmBacktest, { from, to }: AlarmsReport['span']): string {
  const weeks = (to - from) / (7 * DAY);
  return weeks < 1 ? '' : (episodes.length / weeks).toFixed(1);
}

function share({ inAlarm }: AlarmBacktest, { from, to }: AlarmsReport['span']): string {
  return `${((100 * inAlarm) / Math.max(1, to - from)).toFixed(1)} %`;
}

function minute(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
