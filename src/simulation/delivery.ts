import type { EpochMs } from '../base/units.ts';
import { REGIONS, type Region } from './account.ts';
import { BASE62, Random } from './random.ts';
import type { CloudTrailRecord } from './record.ts';
import { datePath, fileTime } from './times.ts';

export interface SimulatedFile {
  /** `AWSLogs/123456789012/CloudTrail/us-east-1/2026/03/02/123456789012_CloudTrail_us-east-1_20260302T0005Z_<16 characters>.json.gz` */
  readonly path: string;
  readonly records: readonly CloudTrailRecord[];
}

/** More records than this make several files of the same minute. */
const PER_FILE = 2000;
/** Of a thousand events: how many come one file late, and how many are delivered again. */
const LATE = 30;
const TWICE = 1;

/** With fewer than this a region waits for one more turn. */
const FEW = 12;

interface Desk {
  waited: boolean;
  waiting: CloudTrailRecord[];
  late: CloudTrailRecord[];
}

/**
 * Delivery as CloudTrail does it: a file per region and five minutes, named for its delivery; records in no order, some late,
 * a quiet region's file five minutes later, and one event in a thousand twice (in this file and in the next).
 */
export function createDelivery(
  accountId: string,
  seed: number,
): {
  /** Takes what was logged in the five minutes that end at `until`, and gives the files written then. `last`: everything that waits goes out. */
  deliver(records: readonly CloudTrailRecord[], until: EpochMs, twice: ReadonlySet<string>, last: boolean): SimulatedFile[];
} {
  const random = new Random(seed, 'delivery');
  const desks = new Map<string, Desk>(REGIONS.map((region) => [region, { waited: false, waiting: [], late: [] }]));
  return {
    deliver(records, until, twice, last) {
      for (const record of records) {
        const desk = desks.get(record.awsRegion)!;
        const luck = random.below(1000);
        (luck < LATE ? desk.late : desk.waiting).push(record);
        if ((luck >= LATE && luck < LATE + TWICE) || twice.has(record.eventID)) desk.late.push(record);
      }
      return REGIONS.flatMap((region) => {
        const desk = desks.get(region)!;
        if (last) desk.waiting.push(...notIn(desk.waiting, desk.late));
        else if (!desk.waited && (desk.waiting.length < FEW || random.chance(1, 10))) {
          desk.waited = true;
          return [];
        }
        desk.waited = false;
        const files = write(region, desk.waiting, until);
        desk.waiting = last ? [] : desk.late;
        desk.late = [];
        return files;
      });
    },
  };

  function write(region: Region, waiting: CloudTrailRecord[], until: EpochMs): SimulatedFile[] {
    random.shuffle(waiting);
    const files: SimulatedFile[] = [];
    for (let first = 0; first < waiting.length; first += PER_FILE) {
      const name = `${accountId}_CloudTrail_${region}_${fileTime(until)}_${random.text(16, BASE62)}.json.gz`;
      files.push({
        path: `AWSLogs/${accountId}/CloudTrail/${region}/${datePath(until)}/${name}`,
        records: waiting.slice(first, first + PER_FILE),
      });
    }
    return files;
  }
}

/** At the end of the period nothing may be delivered twice within one file. */
function notIn(waiting: readonly CloudTrailRecord[], late: readonly CloudTrailRecord[]): CloudTrailRecord[] {
  const there = new Set(waiting.map((record) => record.eventID));
  return late.filter((record) => !there.has(record.eventID));
}
