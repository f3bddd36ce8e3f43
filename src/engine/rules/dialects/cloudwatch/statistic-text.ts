import type { Statistic, StatisticBound } from '../../../../model/alarm.ts';

const plain = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const;

const families = {
  tm: 'trimmed-mean',
  wm: 'winsorized-mean',
  tc: 'trimmed-count',
  ts: 'trimmed-sum',
  pr: 'percentile-rank',
} as const;

/**
 * `Sum`, `p99.9`, `tm90`, `TM(10%:90%)`, `IQM`, `WM(10%:90%)`, `TC(0.005:0.030)`, `TS(80%:)`, `PR(:300)`; nothing for what is none.
 * Source: CloudWatch User Guide, "CloudWatch statistics definitions".
 */
export function parseStatistic(text: string): Statistic | undefined {
  const kind = plain.find((name) => name === text);
  if (kind !== undefined) return { kind };
  if (/^iqm$/i.test(text)) return { kind: 'trimmed-mean', low: { value: 25, percent: true }, high: { value: 75, percent: true } };
  const percentile = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(text)?.[1];
  if (percentile !== undefined)
    return Number(percentile) <= 100 ? { kind: 'percentile', percentile: Number(percentile) } : undefined;
  const short = /^(tm|wm|tc|ts)(\d{1,3}(?:\.\d{1,10})?)$/.exec(text);
  if (short !== null) {
    const value = Number(short[2]);
    return value <= 100 ? { kind: families[short[1] as 'tm'], high: { value, percent: true } } : undefined;
  }
  const range = /^(TM|WM|TC|TS|PR)\(([^:()]*):([^:()]*)\)$/.exec(text);
  if (range === null) return undefined;
  const low = boundOf(range[2]!);
  const high = boundOf(range[3]!);
  if (low === null || high === null || (low === undefined && high === undefined)) return undefined;
  if (low !== undefined && high !== undefined && low.percent !== high.percent) return undefined;
  const family = families[range[1]!.toLowerCase() as keyof typeof families];
  if (family === 'percentile-rank' && (low?.percent === true || high?.percent === true)) return undefined;
  return { kind: family, ...(low && { low }), ...(high && { high }) };
}

/** Undefined: open; null: no number. */
function boundOf(text: string): StatisticBound | undefined | null {
  if (text.trim() === '') return undefined;
  const found = /^\s*(\d+(?:\.\d{1,10})?)(%?)\s*$/.exec(text);
  if (found === null || (found[2] === '%' && Number(found[1]) > 100)) return null;
  return { value: Number(found[1]), percent: found[2] === '%' };
}
