import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY } from '../../../base/units.ts';
import { stored, T0, unit } from '../../../edges/stores/contract/sample-rows.cases.ts';
import { openEmbeddedStore } from '../../../edges/stores/embedded/open-embedded-store.ts';
import { createMemoryStore } from '../../../edges/stores/memory-store.ts';
import { parseExceptions } from '../../config/exceptions.ts';
import { runVerb } from '../store/run-verb.cases.ts';
import { exceptionsCommand } from './exceptions.ts';
import { usesOf } from './list.ts';

const text = `
- { id: scanner, on: event, when: { source: [aws.iam] }, owner: security, reason: nightly scan, expires: 2026-03-10 }
- { id: unused, when: { ruleId: [nothing] }, owner: platform, reason: 'was needed once', expires: 2030-01-01 }
- { id: old, when: { ruleId: [x] }, owner: platform, reason: over, expires: 2025-01-01 }
`;

const findings = [
  stored('f1', { suppressedBy: 'scanner', lastAt: '2026-03-01T10:00:00Z' }, { memory: { excepted: [['scanner', 3]] } }),
  stored('f2', { suppressedBy: 'scanner', lastAt: '2026-03-02T10:00:00Z' }, { memory: { excepted: [['scanner', 4]] } }),
  // Some of its events are covered, but not all: it is told.
  stored('f3', {}, { memory: { excepted: [['scanner', 1]] } }),
  stored('f4', { suppressedBy: 'old' }),
];

describe('exceptions list', () => {
  it('counts the events and findings that each covers', async () => {
    const store = createMemoryStore();
    await store.commit([unit({ findings })], T0);
    const { exceptions } = parseExceptions(text, 'exceptions.yaml');
    const uses = await usesOf(exceptions, store, Date.UTC(2026, 2, 1));
    expect(uses).toMatchObject([
      { id: 'scanner', state: 'expires soon', events: 8, findings: 2, lastAt: '2026-03-02T10:00:00Z' },
      { id: 'unused', state: 'in force', events: 0, findings: 0 },
      { id: 'old', state: 'expired', events: 0, findings: 1 },
    ]);
    expect((await usesOf(exceptions, store, Date.UTC(2026, 2, 11) + DAY))[0]?.state).toBe('expired');
  });

  describe('as a command', () => {
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'trailwatch-exceptions-'));
      writeFileSync(join(folder, 'trailwatch.yaml'), 'store: { path: store.db }\n');
      writeFileSync(join(folder, 'exceptions.yaml'), text);
      const store = await openEmbeddedStore({ path: join(folder, 'store.db') });
      await store.commit([unit({ findings })], T0);
      await store.close();
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const run = (...flags: string[]) =>
      runVerb(
        exceptionsCommand,
        'exceptions',
        'list',
        '--config',
        join(folder, 'trailwatch.yaml'),
        '--store',
        join(folder, 'store.db'),
        ...flags,
      );

    it('marks what has expired or never hit', async () => {
      const { out, code } = await run();
      expect(code).toBe(0);
      expect(out).toMatch(/unused .* 0 +0 +platform: was needed once \(never hit\)/);
      expect(out).toMatch(/old +expired/);
    });

    it('as JSON', async () => {
      const uses = JSON.parse((await run('--format', 'json')).out);
      expect(uses.map(({ id }: { id: string }) => id)).toEqual(['scanner', 'unused', 'old']);
    });
  });
});
