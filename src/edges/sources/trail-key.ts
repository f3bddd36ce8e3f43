import { DAY, type EpochMs } from '../../base/units.ts';

/**
 * Which keys of a bucket may hold events that are wanted. Keys look like
 * `[prefix/]AWSLogs/[o-id/]<account>/CloudTrail/<region>/YYYY/MM/DD/<file>`; Control Tower also puts the organization's id in front.
 * Source: AWS CloudTrail User Guide, "Finding your CloudTrail log files".
 */
export interface Wanted {
  /** Event time, `from <= at < to`. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** None or an empty list: all. */
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** The folders of dates that may hold wanted events, `YYYY/MM/DD`, both inclusive. */
export interface Days {
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** Files lie under the day on which they were delivered, so an event shortly before midnight is found a day later. */
const LATE_DELIVERY = DAY;

export function daysOf({ from, to }: Wanted): Days {
  return {
    first: from === undefined ? undefined : dayFolder(from),
    last: to === undefined ? undefined : dayFolder(to + LATE_DELIVERY),
  };
}

function dayFolder(at: EpochMs): string {
  // Date holds 100 million days around 1970, and years of other than four digits are no folders.
  const iso = new Date(Math.min(Math.max(at, Date.UTC(0, 0, 1)), Date.UTC(9999, 11, 31))).toISOString();
  return iso.slice(0, 10).replaceAll('-', '/');
}

export function isWantedAccount(account: string, { accounts = [] }: Wanted): boolean {
  return accounts.length === 0 || accounts.includes(account);
}

export function isWantedRegion(region: string, { regions = [] }: Wanted): boolean {
  return regions.length === 0 || regions.includes(region);
}

export const isOrganization = (name: string): boolean => /^o-[a-z0-9]{10,32}$/.test(name);
export const isAccount = (name: string): boolean => /^\d{12}$/.test(name);
export const isRegion = (name: string): boolean => /^[a-z]{2,4}(-[a-z]{2,12}){1,3}-\d{1,2}$/.test(name);

/** Why a folder beside `CloudTrail` inside an account's folder holds no events; undefined if it may. */
export function ignoredFolder(service: string): string | undefined {
  if (service === 'CloudTrail-Digest') return 'CloudTrail digest';
  if (service.startsWith('CloudTrail')) return undefined;
  return `logs of another service (${service})`;
}

/** Why a key holds no events, judged by name alone; undefined if it may. */
export function ignoredKey(key: string): string | undefined {
  if (key.endsWith('/')) return 'folder marker';
  const parts = key.split('/');
  // What follows the account, in any of the layouts.
  for (let i = parts.indexOf('AWSLogs') + 1; i > 0 && i < parts.length - 2; i++) {
    const part = parts[i] as string;
    if (isOrganization(part) || part === 'AWSLogs') continue;
    return isAccount(part) ? ignoredFolder(parts[i + 1] as string) : undefined;
  }
  return undefined;
}
