import { Problem } from '../../base/problem.ts';
import { DAY, type EpochMs, HOUR, MINUTE } from '../../base/units.ts';

const units: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/**
 * An instant as `--from` and `--to` take it: `2026-03-01` (midnight UTC), `2026-03-01T12:00:00Z` (without a zone: UTC), or an
 * age such as `90m`, `24h`, `30d`, `2w` before `now`.
 * @throws {Problem} CLI_USAGE
 */
export function parseTimeArgument(flag: string, text: string, now: EpochMs): EpochMs {
  const age = /^(\d{1,6})([mhdw])$/.exec(text);
  if (age !== null) return now - Number(age[1]) * units[age[2]!]!;
  const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (date !== null) {
    const at = Date.parse(`${date[1]}T${date[2] ?? '00:00:00'}${date[3] ?? 'Z'}`);
    // Date.parse takes 2026-02-30 for March 2: the day must survive the round trip.
    const day = Date.parse(`${date[1]}T00:00:00Z`);
    if (!Number.isNaN(at) && !Number.isNaN(day) && new Date(day).toISOString().startsWith(date[1]!)) return at;
  }
  throw new Problem('CLI_USAGE', `${flag} ${text} is no time`, {
    hint: 'Write 2026-03-01, 2026-03-01T12:00:00Z, or an age such as 24h or 30d.',
  });
}
