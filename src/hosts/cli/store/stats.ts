import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from './store-option.ts';
import { withStore } from './with-store.ts';

export interface StatsFlags extends StoreFlags {
  readonly format: 'table' | 'json';
}

export async function showStats(flags: StatsFlags): Promise<number> {
  const stats = await withStore(flags, 'read', (store) => store.stats());
  if (flags.format === 'json') {
    process.stdout.write(`${JSON.stringify(stats, null, 2)}\n`);
    return exitCodes.OK;
  }
  const rows: readonly (readonly [string, number])[] = [
    ['findings, open', stats.findings.open],
    ['findings, acknowledged', stats.findings.acknowledged],
    ['findings, closed', stats.findings.closed],
    ['alerts that wait', stats.outbox.waiting],
    ['alerts given up', stats.outbox.givenUp],
    ['rejects', stats.rejects],
    ['KiB', Math.round((stats.bytes ?? 0) / 1024)],
  ];
  process.stdout.write(rows.map(([name, count]) => `${name.padEnd(22)}  ${String(count).padStart(10)}\n`).join(''));
  return exitCodes.OK;
}
