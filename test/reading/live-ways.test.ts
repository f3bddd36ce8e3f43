import { expect, it } from 'vitest';
import type { LiveDelivery } from '../../src/edges/sources/live-source.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { noPolicy } from '../../src/engine/findings/policy.ts';
import { loadRules } from '../../src/engine/rules/load.ts';
import { selectRules } from '../../src/engine/rules/select.ts';
import { readRuleFiles } from '../../src/hosts/rules/rule-files.ts';
import type { HeardEvent } from '../../src/model/event.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { gather, nothingGathered } from '../../src/pipeline/gather.ts';

const loaded = selectRules(loadRules(readRuleFiles(['rules/aws', 'rules/lists', 'rules/monitored_events.json'])), () => true);
const records = [...simulate({ events: 3000 })].flatMap((file) => file.records);

async function gathered(content: string) {
  const bytes = Buffer.from(content);
  const delivery = { file: 'file', size: bytes.length, open: async () => bytes } as unknown as LiveDelivery;
  const into = nothingGathered();
  const heard = new Map<string, [number, number]>();
  const counts = await gather(delivery, () => into, {
    engine: createEngine(loaded.rules, loaded.series),
    policy: noPolicy,
    responded: new Set(),
    fetch: () => {
      throw new Error('nothing is named');
    },
    source: 'test',
    now: 0,
    onEvent({ at, envelope: { account, region } }: HeardEvent) {
      const [first, last] = heard.get(`${account} ${region}`) ?? [at, at];
      heard.set(`${account} ${region}`, [Math.min(first, at), Math.max(last, at)]);
    },
    part: async () => undefined,
  });
  const { bytes: _, ...rest } = counts;
  return { ...into, counts: rest, heard: [...heard].sort() };
}

it('what is left out unparsed is counted and heard of as if it had been parsed', async () => {
  const fast = await gathered(JSON.stringify({ Records: records }));
  const slow = await gathered(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  expect(fast.counts.events).toBe(records.length);
  expect(fast.heard.length).toBeGreaterThan(2);
  expect(fast).toEqual(slow);
});
