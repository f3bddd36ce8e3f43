/** Units as types: a number whose name says what it counts. They cost nothing at run time. */

/** Milliseconds since 1970-01-01T00:00:00Z, leap seconds left out (as `Date`). */
export type EpochMs = number;
export type Milliseconds = number;
export type Seconds = number;
export type Bytes = number;

export const KiB: Bytes = 1024;
export const MiB: Bytes = 1024 * KiB;
export const GiB: Bytes = 1024 * MiB;

export const SECOND: Milliseconds = 1000;
export const MINUTE: Milliseconds = 60 * SECOND;
export const HOUR: Milliseconds = 60 * MINUTE;
export const DAY: Milliseconds = 24 * HOUR;
