import type { EpochMs } from '../../../base/units.ts';

const WRITTEN_AT = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/;

const DAY_FOLDER = /^\d{4}\/\d{2}\/\d{2}$/;

/**
 * When CloudTrail delivered a log file, to the minute, as its name says:
 * `123456789012_CloudTrail_us-east-1_20260115T1205Z_uniqueString.json.gz`. Undefined for other names.
 * Source: AWS CloudTrail User Guide, "CloudTrail log file name format".
 */
export function fileTimeOf(key: string): EpochMs | undefined {
  const [, ...parts] = WRITTEN_AT.exec(key.slice(key.lastIndexOf('/') + 1)) ?? [];
  if (parts.length === 0) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** Folder and beginning of the name of what the same trail delivered that minute: all that came later sorts after it. */
export function keyAt(like: string, region: string, at: EpochMs): string | undefined {
  const name = like.slice(like.lastIndexOf('/') + 1);
  const found = WRITTEN_AT.exec(name);
  if (found === null) return undefined;
  const iso = new Date(at).toISOString();
  const minute = `${iso.slice(0, 10).replaceAll('-', '')}T${iso.slice(11, 13)}${iso.slice(14, 16)}`;
  return `${region}${dayFolderOf(at)}/${name.slice(0, found.index)}_${minute}`;
}

/** `2026/01/15` */
export function dayFolderOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '/');
}

/** The folder of the day that a key below a region lies in; undefined if it lies in none. */
export function dayOf(key: string, region: string): string | undefined {
  return DAY_FOLDER.exec(key.slice(region.length, region.length + 10))?.[0];
}
