import { describe, expect, it } from 'vitest';
import { severityRank } from '../../model/severity.ts';
import { createReportCollector } from './report-collector.ts';
import { sampleContext, sampleEvent, sampleFinding } from './sample-finding.cases.ts';

function collected(count: number, options: Parameters<typeof createReportCollector>[0], raw?: string) {
  const collector = createReportCollector(options);
  for (let i = 0; i < count; i++) collector.add(sampleFinding(i), [sampleEvent(sampleFinding(i), raw)]);
  return collector.finish(sampleContext);
}

describe('createReportCollector', () => {
  it('counts all and keeps the most severe in detail, then the most recent', () => {
    const data = collected(1000, { limit: 250 });
    expect(data.totals).toMatchObject({
      findings: 1000,
      bySeverity: [200, 200, 200, 200, 200],
      firstAt: '2026-03-01T00:00:00Z',
      lastAt: '2026-04-11T15:00:00Z',
    });
    expect(data.shown).toHaveLength(250);
    const ranks = data.shown.map(({ finding }) => severityRank(finding.severity));
    expect(ranks.filter((rank) => rank === 4)).toHaveLength(200);
    expect(ranks.filter((rank) => rank === 3)).toHaveLength(50);
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    // Of the high ones, which are every fifth from the fourth on, the last fifty.
    expect(data.shown.slice(200).map(({ finding }) => Number.parseInt(finding.id, 16))).toEqual(
      Array.from({ length: 50 }, (_, i) => 998 - 5 * i),
    );
  });

  it('keeps the same whatever order findings come in', () => {
    const collector = createReportCollector({ limit: 40 });
    for (let i = 0; i < 300; i++) collector.add(sampleFinding((i * 7919) % 300), []);
    const ids = (data: ReturnType<typeof collected>) => data.shown.map(({ finding }) => finding.id);
    expect(ids(collector.finish(sampleContext))).toEqual(ids(collected(300, { limit: 40 })));
  });

  it('ranks over all findings, not only those it keeps', () => {
    const data = collected(700, { limit: 1 });
    expect(data.principals.top).toHaveLength(7);
    expect(data.principals.top.reduce((sum, { findings }) => sum + findings, 0)).toBe(700);
    expect(data.addresses.top).toHaveLength(9);
    expect(data.calls.top[0]).toMatchObject({ value: 'StopLogging', findings: 700 });
    expect(data.histogram.buckets.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b, 0), 0)).toBe(700);
  });

  it('lets go of raw events over the budget, the least important first', () => {
    const data = collected(100, { limit: 50, rawBudget: 10_000 }, 'x'.repeat(1000));
    const withRaw = data.shown.map(({ events }) => events[0]!.raw !== undefined);
    expect(withRaw.filter(Boolean)).toHaveLength(10);
    expect(withRaw.indexOf(false)).toBe(10);
    expect(data.withoutRaw).toBe(40);
  });

  it('takes findings whose time is no time', () => {
    const collector = createReportCollector();
    collector.add({ ...sampleFinding(1), firstAt: 'soon', lastAt: '' }, []);
    expect(collector.finish(sampleContext).totals.findings).toBe(1);
  });
});

describe('raw JSON that comes later', () => {
  it('is asked for by file, and filled in', () => {
    const collector = createReportCollector();
    const [with1, without] = [sampleFinding(1), sampleFinding(2)];
    collector.add(with1, [sampleEvent(with1, '{"a":1}')]);
    collector.add(without, [sampleEvent(without, undefined)]);
    const { file, eventId } = sampleEvent(without, undefined).record;
    expect(collector.lacking()).toEqual(new Map([[file, new Set([eventId])]]));
    collector.fill(new Map([[eventId, { raw: '{"b":2}' }]]));
    expect(collector.lacking().size).toBe(0);
    const raws = collector.finish(sampleContext).shown.map(({ events }) => events[0]!.raw);
    expect(raws.sort()).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('stays within the budget', () => {
    const collector = createReportCollector({ rawBudget: 10 });
    const finding = sampleFinding(1);
    collector.add(finding, [sampleEvent(finding, undefined)]);
    collector.fill(new Map([[sampleEvent(finding, undefined).record.eventId, { raw: 'x'.repeat(11) }]]));
    expect(collector.finish(sampleContext)).toMatchObject({ withoutRaw: 1 });
  });
});
