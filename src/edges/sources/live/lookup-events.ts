import { setMaxListeners } from 'node:events';
import { Problem } from '../../../base/problem.ts';
import { HOUR, type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';
import type { AwsAccess } from '../../aws/use/access.ts';
import { createTrailReader, type TrailReader } from '../../aws/use/cloudtrail.ts';
import type { LiveDelivery, LiveSource, LiveSourceOptions } from '../live-source.ts';
import { createHealth } from './health.ts';
import { followRegion, KEPT_BY_AWS, type LookupSettings, type RegionFollower } from './lookup-region.ts';
import { merged } from './merged.ts';

export interface LookedUpAccount {
  /** For people, and in checkpoints: keep it. */
  readonly name: string;
  readonly access?: AwsAccess;
  readonly regions: readonly string[];
}

export interface LookupEventsOptions extends LiveSourceOptions {
  readonly accounts: readonly LookedUpAccount[];
  /** @default 1 min */
  readonly pollEvery?: Milliseconds;
  /** Events appear late: so much is read again each time. @default 15 min */
  readonly overlap?: Milliseconds;
  /** The first run begins so long ago. @default 1 h */
  readonly startAt?: Milliseconds;
  /** For tests; by default the AWS SDK. */
  readonly reader?: (access: AwsAccess) => TrailReader;
}

export interface LookupEventsSource extends LiveSource {
  /** What the user may want to know about these accounts and regions, in sentences. */
  readonly notes: readonly string[];
}

/** Where the events of global services (IAM, STS's global endpoint, sign-in, CloudFront, Route 53) are recorded. */
const GLOBAL_REGION = 'us-east-1';
const OTHER_PARTITION = /^(?:cn|us-gov|us-iso|eusc)/;

/**
 * The management events of accounts, polled from CloudTrail's event history: works in every account, with no trail, bucket or queue
 * set up. Data events are not among them. Source: AWS CloudTrail API Reference, "LookupEvents".
 * @throws {Problem} CONFIG_FIELD if `startAt` is longer ago than AWS keeps events
 */
export function lookupEventsSource(options: LookupEventsOptions): LookupEventsSource {
  const { accounts, clock, checkpoints, startAt = HOUR, overlap = 15 * MINUTE, pollEvery = MINUTE } = options;
  if (startAt > KEPT_BY_AWS) {
    throw new Problem('CONFIG_FIELD', 'LookupEvents goes back 90 days', {
      hint: 'Begin later, or read the log files of a trail for what was before',
    });
  }
  const makeReader = options.reader ?? ((access) => createTrailReader(access));
  const health = createHealth(options);
  const settings: LookupSettings = { clock, checkpoints, health, pollEvery, overlap, startAt };
  const readers: TrailReader[] = [];
  let followers: RegionFollower[] = [];

  async function* deliveries(signal: AbortSignal): AsyncGenerator<LiveDelivery, void> {
    const left = new AbortController();
    const either = AbortSignal.any([signal, left.signal]);
    // Each region listens to it.
    setMaxListeners(0, either);
    followers = accounts.flatMap(({ name, access, regions }) =>
      regions.map((region) => {
        const reader = makeReader({ ...access, region });
        readers.push(reader);
        return followRegion(`${name}/${region}`, reader, settings, either);
      }),
    );
    try {
      yield* merged(followers.map((follower) => follower.deliveries));
    } finally {
      left.abort();
      await Promise.all(followers.map((follower) => follower.deliveries.return()));
    }
  }

  return {
    name: 'lookup-events',
    deliveries,
    notes: accounts.flatMap(({ name, regions }) =>
      regions.includes(GLOBAL_REGION) || regions.every((region) => OTHER_PARTITION.test(region))
        ? []
        : [
            `${name}: the events of IAM, sign-in and other global services are in ${GLOBAL_REGION}, which is not among its regions`,
          ],
    ),
    status() {
      const oldest = Math.min(...followers.map((follower) => follower.doneTo() ?? Number.POSITIVE_INFINITY));
      return { ...(Number.isFinite(oldest) && { lag: Math.max(0, clock.now() - oldest) / SECOND }), ...health.status() };
    },
    async close() {
      for (const reader of readers.splice(0)) reader.close();
    },
  };
}
