import { DAY, HOUR, type Milliseconds, MINUTE, SECOND } from '../../base/units.ts';

const units: Readonly<Record<string, Milliseconds>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** `90s`, `15m`, `6h`, `7d`: a whole number from 1 and a unit. Undefined for anything else. */
export function parseDuration(text: string): Milliseconds | undefined {
  const parts = /^([1-9]\d{0,6})([smhd])$/.exec(text.trim());
  return parts === null ? undefined : Number(parts[1]) * units[parts[2]!]!;
}

/** The shortest way to write it: `90s`, `15m`, `7d`. */
export function formatDuration(time: Milliseconds): string {
  const unit = ['d', 'h', 'm'].find((letter) => time >= units[letter]! && time % units[letter]! === 0) ?? 's';
  return `${time / units[unit]!}${unit}`;
}
