import type { Problem } from '../../src/base/problem.ts';
import type { Source } from '../../src/edges/sources/source.ts';
import { createDiskSpill } from '../../src/edges/spill/disk-spill.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { Policy } from '../../src/engine/findings/policy.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { FileReaders } from '../../src/pipeline/file-result.ts';
import { scan } from '../../src/pipeline/scan.ts';

/** Shared by the tests of the ways in which a scan can read. */

export const takingOptions = {
  emit: 'findings',
  accounts: new Set<string>(),
  regions: new Set<string>(),
  keepRaw: false,
} as const;

/** All that a scan finds. */
export async function scanned(source: Source, by: Engine, readers?: FileReaders, policy?: Policy, stopped = () => false) {
  const findings: Finding[] = [];
  const rejects: Problem[] = [];
  const spill = createDiskSpill();
  const options = {
    ...takingOptions,
    stopped,
    readers,
    ...(policy && { policy }),
  } as const;
  const counts = await scan([source], by, spill, options, {
    finding: (finding) => void findings.push(finding),
    match: () => undefined,
    reject: (problem) => void rejects.push(problem),
    progress: () => undefined,
  });
  spill.close();
  const { events, matches } = counts;
  return { findings, rejects, events, matches };
}

/** A denied call: large, so that it pays to leave it unparsed. */
export function denied(user: string, minute: number): object {
  return {
    ...{ eventVersion: '1.08', eventName: 'GetObject', eventSource: 's3.amazonaws.com', errorCode: 'AccessDenied' },
    ...{
      eventID: `${user}-${minute}`,
      eventTime: new Date(Date.UTC(2026, 0, 31, 12, minute)).toISOString().replace('.000Z', 'Z'),
    },
    ...{ awsRegion: 'us-east-1', sourceIPAddress: '192.0.2.10', requestParameters: { padding: 'x'.repeat(100_000) } },
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::123456789012:user/${user}`, accountId: '123456789012' },
  };
}
