/**
 * The look of the report. System fonts, one accent, and five severity colours that differ in lightness as well as in hue, so
 * that they stay apart for the colour-blind and in a grey print; every mark has its label too. `--on-…` is the text on a colour.
 */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --page: #f7f7f5; --surface: #ffffff; --text: #1b1f23; --muted: #59636e; --line: #e1e3e1; --accent: #0b5c8f; --code: #f2f3f1;
  --critical: #7d1128; --on-critical: #ffffff;
  --high: #c8431b; --on-high: #ffffff;
  --medium: #e6a01f; --on-medium: #241800;
  --low: #33749c; --on-low: #ffffff;
  --informational: #a3abb3; --on-informational: #171b1f;
  --notice: #fdf4dc; --notice-line: #e0b64e;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #121518; --surface: #1a1e23; --text: #e4e7ea; --muted: #9aa5b0; --line: #2d343b; --accent: #79b8e8; --code: #14181c;
    --critical: #ff4d79; --on-critical: #22000a;
    --high: #ff8f52; --on-high: #2a0f00;
    --medium: #f2d15c; --on-medium: #241b00;
    --low: #5a9fc9; --on-low: #04131d;
    --informational: #6f7a85; --on-informational: #000000;
    --notice: #2a2413; --notice-line: #8f7430;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; max-width: 1180px; padding: 40px 32px 64px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font-family: var(--mono); font-size: 0.87em; }
code { overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd, figure { margin: 0; }
ul { padding: 0; list-style: none; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 500; }
.muted, .hint { color: var(--muted); }
.right { text-align: right; }
.scroll { overflow-x: auto; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.brand { color: var(--muted); font-weight: 600; letter-spacing: 0.02em; }
h1 { margin-top: 4px; font-size: 38px; line-height: 1.15; font-weight: 650; letter-spacing: -0.02em; }
.lede { margin-top: 8px; color: var(--muted); font-size: 16px; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 16px; }
section { margin-top: 52px; }
h2 { font-size: 21px; line-height: 1.3; font-weight: 620; letter-spacing: -0.01em; scroll-margin-top: 16px; }
.hint { margin-top: 2px; font-size: 14px; }
h2 + *:not(.hint), .hint + * { margin-top: 16px; }

.notices { margin-top: 28px; padding: 12px 16px; border-left: 4px solid var(--notice-line); border-radius: 4px; background: var(--notice); }
.notices p + p { margin-top: 6px; }
main > section:first-of-type { margin-top: 28px; }

.tiles { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; }
.tile { display: block; padding: 14px 16px 12px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: inherit; text-decoration: none; }
a.tile:hover { border-color: var(--accent); }
.tile .count { display: block; font-size: 30px; line-height: 1.15; font-weight: 620; letter-spacing: -0.02em; }
.tile .label { display: flex; align-items: center; gap: 7px; margin-top: 2px; color: var(--muted); }
.tiles .none .count { color: var(--muted); font-weight: 400; }
.swatch { flex: none; display: inline-block; width: 10px; height: 10px; border-radius: 2px; }
.share { display: flex; gap: 2px; height: 8px; margin-top: 12px; border-radius: 4px; overflow: hidden; }
.share span { min-width: 3px; flex-basis: 0; }
.swatch.critical, .share .critical, .chip.critical { background: var(--critical); }
.swatch.high, .share .high, .chip.high { background: var(--high); }
.swatch.medium, .share .medium, .chip.medium { background: var(--medium); }
.swatch.low, .share .low, .chip.low { background: var(--low); }
.swatch.informational, .share .informational, .chip.informational { background: var(--informational); }
.chip { display: inline-block; min-width: 74px; padding: 1px 6px; border-radius: 4px; font-size: 12.5px; line-height: 1.55; font-weight: 600; text-align: center; }
.chip.critical { color: var(--on-critical); }
.chip.high { color: var(--on-high); }
.chip.medium { color: var(--on-medium); }
.chip.low { color: var(--on-low); }
.chip.informational { color: var(--on-informational); }
.facts { display: grid; grid-template-columns: repeat(6, auto); justify-content: space-between; gap: 12px 24px; margin-top: 20px; }
.facts dt { color: var(--muted); font-size: 13.5px; }
.facts dd { font-weight: 550; }

.plot { padding: 20px 20px 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
.frame { position: relative; margin-left: 34px; padding-bottom: 26px; }
.frame svg { display: block; width: 100%; height: 190px; overflow: visible; }
.frame line { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.frame line.base { stroke: var(--muted); }
.frame rect.critical { fill: var(--critical); } .frame rect.high { fill: var(--high); } .frame rect.medium { fill: var(--medium); }
.frame rect.low { fill: var(--low); } .frame rect.informational { fill: var(--informational); }
.frame .hit { fill: transparent; }
.frame g:hover .hit { fill: var(--muted); fill-opacity: 0.14; }
.ticks { position: absolute; left: -34px; top: 0; bottom: 26px; width: 26px; color: var(--muted); font-size: 12.5px; }
.ticks span { position: absolute; right: 0; transform: translateY(50%); line-height: 1; }
.dates { position: absolute; left: 0; right: 0; bottom: 0; height: 18px; color: var(--muted); font-size: 12.5px; line-height: 18px; }
.dates span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.dates .first { transform: none; left: 0 !important; }
.dates .last { transform: none; left: auto !important; right: 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; margin-left: 34px; color: var(--muted); font-size: 13.5px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.quiet { margin-top: 10px; font-size: 14px; }
.quiet > summary { color: var(--muted); cursor: pointer; width: fit-content; }
.numbers { width: auto; margin-top: 8px; }
.numbers th, .numbers td { padding: 4px 28px 4px 0; border-bottom: 1px solid var(--line); }
.numbers td, .numbers th + th { text-align: right; }
.numbers th { white-space: nowrap; }

.timeline thead th, .rejects thead th, .ranking thead th { padding: 0 14px 8px 0; color: var(--muted); font-size: 13.5px; border-bottom: 1px solid var(--line); }
.timeline td, .rejects td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.timeline th:last-child, .timeline td:last-child, .rejects td:last-child, .ranking th:last-child { padding-right: 0; }
.timeline .severity, .timeline .when { white-space: nowrap; overflow-wrap: normal; }
.timeline .when { color: var(--muted); }
.timeline .what { width: 32%; }
.timeline .what a { color: inherit; font-weight: 550; text-decoration-color: var(--line); }
.timeline .what a:hover { color: var(--accent); text-decoration-color: currentColor; }
.timeline .who { width: 26%; }

.rankings { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 32px; }
.ranking tbody th { padding: 7px 14px 7px 0; font-weight: 400; overflow-wrap: anywhere; }
.ranking td { padding: 7px 0; vertical-align: top; }
.ranking .share { height: 4px; margin-top: 5px; gap: 1px; border-radius: 2px; }
.ranking p { margin-top: 6px; font-size: 14px; }

article { margin-top: 8px; }
.finding { border: 1px solid var(--line); border-left: 4px solid; border-radius: 6px; background: var(--surface); }
.finding.critical { border-left-color: var(--critical); } .finding.high { border-left-color: var(--high); } .finding.medium { border-left-color: var(--medium); }
.finding.low { border-left-color: var(--low); } .finding.informational { border-left-color: var(--informational); }
.finding > summary { display: grid; grid-template-columns: auto auto 1fr auto; align-items: baseline; gap: 4px 14px; padding: 10px 16px 10px 14px; cursor: pointer; list-style: none; }
.finding > summary::-webkit-details-marker { display: none; }
.finding > summary::before { content: "\\25b8"; content: "\\25b8" / ""; width: 8px; color: var(--muted); font-size: 13px; }
.finding[open] > summary::before { content: "\\25be"; content: "\\25be" / ""; }
.finding > summary:hover h3 { color: var(--accent); }
h3 { font-size: 15.5px; font-weight: 600; overflow-wrap: anywhere; }
.meta { color: var(--muted); font-size: 14px; text-align: right; overflow-wrap: anywhere; }
.finding[open] > summary { border-bottom: 1px solid var(--line); }
.body { padding: 16px 20px 20px; scroll-margin-top: 64px; }
.summary { font-size: 16px; overflow-wrap: anywhere; }
.properties { margin-top: 14px; }
.properties > div, .options > div { display: grid; grid-template-columns: 130px minmax(0, 1fr); gap: 16px; padding: 5px 0; border-top: 1px solid var(--line); }
.properties dt { color: var(--muted); }
h4 { margin: 20px 0 6px; font-size: 14.5px; font-weight: 600; }
.event { border-top: 1px solid var(--line); font-size: 14px; }
.event > summary { padding: 7px 0; cursor: pointer; overflow-wrap: anywhere; }
.event.flat { padding: 7px 0; }
.event strong { font-weight: 600; }
.event > p { overflow-wrap: anywhere; }
.failed { padding: 0 6px; border: 1px solid var(--line); border-radius: 4px; color: var(--muted); font-size: 13px; }
pre { margin: 8px 0 14px; padding: 12px 14px; max-height: 520px; overflow: auto; border-radius: 6px; background: var(--code); border: 1px solid var(--line); line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
.cut { font-weight: 600; }

.about { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 28px 40px; }
.about h3 { margin-bottom: 6px; }
.about ul:not(.paths) { padding-left: 18px; list-style: disc; }
.about p { margin-top: 4px; }
.options > div { grid-template-columns: 150px minmax(0, 1fr); }
.about + p { margin-top: 28px; padding-top: 14px; border-top: 1px solid var(--line); font-size: 14px; }

@media (max-width: 900px) {
  .facts { grid-template-columns: repeat(3, auto); }
  .rankings { grid-template-columns: 1fr; gap: 24px; }
  .finding > summary { grid-template-columns: auto auto 1fr; }
  .meta { grid-column: 2 / -1; text-align: left; }
}
@media (max-width: 640px) {
  body { padding: 24px 16px 48px; }
  h1 { font-size: 32px; }
  section { margin-top: 40px; }
  .tiles { grid-template-columns: repeat(6, 1fr); gap: 8px; }
  .tiles li { grid-column: span 2; }
  .tiles li:nth-child(-n+2) { grid-column: span 3; }
  .tile { padding: 10px 12px; }
  .tile .count { font-size: 25px; }
  .facts { grid-template-columns: repeat(2, auto); justify-content: stretch; }
  .plot { padding: 16px 12px 12px; }
  .frame svg { height: 150px; }
  .dates .extra { display: none; }
  .timeline thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .timeline, .timeline tbody { display: block; }
  .timeline tr { display: grid; grid-template-columns: auto 1fr auto; gap: 2px 10px; padding: 10px 0; border-bottom: 1px solid var(--line); }
  .timeline td { display: block; padding: 0; border: 0; width: auto; }
  .timeline td.what, .timeline td.who { grid-column: 1 / -1; width: auto; }
  .timeline td.who { grid-column: 1 / 3; color: var(--muted); }
  .timeline td.from { grid-column: 1 / 3; color: var(--muted); }
  .timeline td:last-child { grid-column: 3; grid-row: 1; }
  .timeline td:last-child::after { content: " ev."; color: var(--muted); }
  .finding > summary { padding-right: 12px; }
  .body { padding: 14px 14px 18px; }
  .properties > div, .options > div { grid-template-columns: 1fr; gap: 0; }
  .about { grid-template-columns: 1fr; }
}
@media print {
  :root { --page: #fff; --surface: #fff; --code: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .quiet { display: none; }
  details::details-content { content-visibility: visible; display: block; }
  .event::details-content { display: none; }
  .tile, .plot, .timeline tr, .ranking tr { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  section { margin-top: 28px; }
}
`;
