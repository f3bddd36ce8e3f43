import type { Target, TargetThing } from '../../model/target.ts';

/** A thing in account 123456789012, named by an event. */
export function inAccount(thing: TargetThing, more: Partial<Pick<Target, 'as' | 'region' | 'by'>> = {}): Target {
  return { account: '123456789012', region: 'us-east-1', as: 'named', at: Date.parse('2026-01-31T11:58:00Z'), ...more, ...thing };
}

/** What no responder may stumble over: what a key of S3 may be. */
export const ODD_KEY = "reports/2026 q1+q2/it's \u{1f512} $(id) `x` %2F?versionId=1&a=\u202eb.txt";
