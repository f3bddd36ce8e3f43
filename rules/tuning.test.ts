import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { HOUR } from '../src/base/units.ts';
import type { Source } from '../src/edges/sources/source.ts';
import { createDiskSpill } from '../src/edges/spill/disk-spill.ts';
import { createEngine } from '../src/engine/engine.ts';
import { loadRules } from '../src/engine/rules/load.ts';
import { selectRules } from '../src/engine/rules/select.ts';
import type { Finding } from '../src/model/finding.ts';
import { severityRank } from '../src/model/severity.ts';
import { scan } from '../src/pipeline/scan.ts';
import { attackStory, serialize, simulate } from '../src/simulation/simulate.ts';

/** What pages somebody: all shipped rules, the default profile, medium and up. */
const paging = () => {
  const files = ['aws', 'lists'].flatMap((folder) => filesIn(join('rules', folder))).concat('rules/monitored_events.json');
  const loaded = loadRules(files.map((file) => ({ file, text: readFileSync(file, 'utf8') })));
  expect(loaded.problems).toEqual([]);
  return selectRules(loaded, ({ profile, severity }) => profile !== 'all' && severityRank(severity) >= severityRank('medium'));
};

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

interface Found {
  readonly finding: Finding;
  /** Of all of its events. */
  readonly eventIds: ReadonlySet<string>;
}

async function findingsOf(attack: boolean): Promise<Found[]> {
  const { rules, series } = paging();
  const source: Source = {
    async *list() {
      for (const file of simulate({ attack })) {
        const body = Buffer.from(serialize(file));
        yield { kind: 'delivery', delivery: { file: file.path, size: body.length, open: async () => body } };
      }
    },
    measure: async () => undefined,
  };
  const found: Found[] = [];
  const spill = createDiskSpill();
  try {
    await scan(
      [source],
      createEngine(rules, series),
      spill,
      { emit: 'findings', accounts: new Set(), regions: new Set(), keepRaw: false, stopped: () => false },
      {
        finding: (finding, events) => {
          found.push({ finding, eventIds: new Set(events.map(({ record }) => record.eventId)) });
        },
        match: () => undefined,
        reject: (problem) => {
          throw problem;
        },
        progress: () => undefined,
      },
    );
  } finally {
    spill.close();
  }
  return found;
}

const patience = 180_000;

describe('thirty ordinary days', () => {
  it('give at most three findings a day', { timeout: patience }, async () => {
    const byDay = new Map<string, number>();
    for (const { finding } of await findingsOf(false)) {
      const day = finding.firstAt.slice(0, 10);
      byDay.set(day, (byDay.get(day) ?? 0) + 1);
    }
    expect([...byDay].filter(([, count]) => count > 3)).toEqual([]);
  });
});

describe('the attack', () => {
  const story = attackStory();
  const begin = story[0]!.at;
  const end = story.at(-1)!.at + HOUR;
  let during: Found[];
  beforeAll(async () => {
    during = (await findingsOf(true)).filter(({ finding }) => {
      const at = Date.parse(finding.firstAt);
      return at >= begin && at <= end;
    });
  }, patience);

  it('is told in at most 25 findings', () => {
    expect(during.length).toBeLessThanOrEqual(25);
  });

  it.each(story.map((step) => [step.id, step] as const))('%s is not missed', (_, step) => {
    expect(during.filter(({ eventIds }) => step.eventIds.some((id) => eventIds.has(id)))).not.toEqual([]);
  });

  it('is told in the order in which it happened', () => {
    const times = during.map(({ finding }) => finding.firstAt);
    expect(times).toEqual([...times].sort());
    const first = story.map((step) => during.findIndex(({ eventIds }) => step.eventIds.some((id) => eventIds.has(id))));
    expect(first).toEqual([...first].sort((a, b) => a - b));
  });
});
