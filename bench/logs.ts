import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serialize, simulate } from '../src/simulation/simulate.ts';

export interface BenchLogs {
  readonly folder: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

/**
 * Generated, production-shaped logs on disk, made once per size and kept in the temporary folder. Records of one region are
 * joined to files of about `recordsPerFile`, as a busy trail writes them.
 */
export function benchLogs(events: number, recordsPerFile = 1500): BenchLogs {
  const folder = join(tmpdir(), `trailwatch-bench-${events}-${recordsPerFile}`);
  if (!existsSync(join(folder, 'done'))) {
    mkdirSync(folder, { recursive: true });
    let records: unknown[] = [];
    let number = 0;
    const flush = () => {
      if (records.length === 0) return;
      const name = `123456789012_CloudTrail_us-east-1_${String(number++).padStart(6, '0')}.json.gz`;
      writeFileSync(join(folder, name), gzipSync(serialize({ path: name, records: records as never })));
      records = [];
    };
    for (const file of simulate({ events })) {
      records.push(...file.records);
      if (records.length >= recordsPerFile) flush();
    }
    flush();
    writeFileSync(join(folder, 'done'), '');
  }
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.gz'))
    .sort()
    .map((name) => join(folder, name));
  return { folder, files, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
}
