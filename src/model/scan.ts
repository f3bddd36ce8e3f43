/** What a scan has counted so far. Grows while the scan runs. */
export interface ScanCounts {
  /** Deliveries opened: files, objects, standard input. */
  files: number;
  /** Read, before inflating. */
  bytes: number;
  /** Events understood, repeats included. */
  events: number;
  /** Of these, left out by `--from`, `--to`, `--account`, `--region`. */
  outside: number;
  /** Events matched by a rule that alerts by itself which had been seen before. */
  duplicates: number;
  /** What should have been an event or a file of events, and could not be read. */
  rejects: number;
  /** What is known not to be an event: test notifications, digests, folder markers. */
  ignored: number;
  /** Notifications that name an object instead of holding events; a scan does not follow them. */
  pointers: number;
  /** Matches of rules in state `ENABLED` on read-only management events, which EventBridge does not deliver. */
  withheld: number;
  /** Rule and event, repeats dropped. */
  matches: number;
  findings: number;
  /** How often a series rule hit a bound of its memory, and told moments or values less finely or forgot them. 0 if left out. */
  bounded?: number;
}

/** Nothing yet. */
export function noCounts(): ScanCounts {
  return {
    files: 0,
    bytes: 0,
    events: 0,
    outside: 0,
    duplicates: 0,
    rejects: 0,
    ignored: 0,
    pointers: 0,
    withheld: 0,
    matches: 0,
    findings: 0,
  };
}
