import type { Json } from '../../base/json.ts';
import { type EpochMs, SECOND } from '../../base/units.ts';
import type { Move } from './move.ts';
import type { Account } from '../account.ts';
import { createSnapshot, runInstances } from '../calls/ec2.ts';
import { read } from '../calls/maker.ts';
import { s3 } from '../calls/s3.ts';
import type { Random } from '../random.ts';
import type { Call } from '../record.ts';

const change = (service: string, name: string, request: Json, response: Json = null): Call => ({
  service,
  name,
  readOnly: false,
  request,
  response,
});

export function stopTrail(account: Account): Move[] {
  const region = 'us-east-1';
  const trail = `arn:aws:cloudtrail:us-east-1:${account.id}:trail/account-trail`;
  const selectors = [
    { readWriteType: 'WriteOnly', includeManagementEvents: false, dataResources: [], excludeManagementEventSources: [] },
  ];
  return [
    { after: 0, region, call: read('cloudtrail', 'DescribeTrails', { trailNameList: [], includeShadowTrails: true }) },
    { after: 8, region, call: read('cloudtrail', 'GetTrailStatus', { name: trail }) },
    {
      after: 60,
      region,
      call: change(
        'cloudtrail',
        'PutEventSelectors',
        { trailName: 'account-trail', eventSelectors: selectors },
        { trailARN: trail, eventSelectors: selectors },
      ),
    },
    { after: 115, region, call: change('cloudtrail', 'StopLogging', { name: trail }) },
    {
      after: 160,
      region,
      call: { ...change('cloudtrail', 'StopLogging', { name: 'organization-trail' }), denied: 'cloudtrail:StopLogging' },
    },
    { after: 420, region, call: change('cloudtrail', 'DeleteTrail', { name: trail }) },
    {
      after: 510,
      region: 'eu-west-1',
      call: change('config', 'StopConfigurationRecorder', { configurationRecorderName: 'default' }),
    },
  ];
}

export function shareSnapshot(account: Account, random: Random, at: EpochMs): Move[] {
  const region = 'eu-west-1';
  const site = account.sites[region];
  const made = createSnapshot(site, random, at + 45 * SECOND);
  const { snapshotId } = made.response as { snapshotId: string };
  return [
    { after: 0, region, call: read('ec2', 'DescribeVolumes', { volumeSet: {}, filterSet: {} }) },
    {
      after: 45,
      region,
      call: { ...made, request: { ...(made.request as object), description: 'copy', tagSpecificationSet: {} } },
    },
    { after: 230, region, call: read('ec2', 'DescribeSnapshots', { snapshotSet: { items: [{ snapshotId }] }, filterSet: {} }) },
    {
      after: 410,
      region,
      call: change(
        'ec2',
        'ModifySnapshotAttribute',
        {
          snapshotId,
          createVolumePermission: { add: { items: [{ group: 'all' }] } },
          attributeType: 'CREATE_VOLUME_PERMISSION',
        },
        { requestId: random.uuid(), _return: true },
      ),
    },
  ];
}

/** Two buckets: protections off, a hundred objects read, then everything deleted, and the second bucket itself. */
export function emptyBuckets(account: Account, random: Random): Move[] {
  const region = 'eu-west-1';
  const site = account.sites[region];
  const moves: Move[] = [];
  let after = 0;
  const go = (seconds: number, call: Call) => {
    moves.push({ after, region, call });
    after += seconds;
  };
  for (const name of ['example-shop-customer-exports', 'example-shop-invoices']) {
    const bucket = { name, region } as const;
    const keys = Array.from({ length: 50 }, () => `customers/2026/${random.hex(20)}.csv`);
    go(14, s3(site, random, bucket, 'GetBucketVersioning', true, { request: { versioning: '' }, bytesOut: 162 }));
    go(
      31,
      s3(site, random, bucket, 'PutBucketVersioning', false, {
        request: {
          versioning: '',
          VersioningConfiguration: { Status: 'Suspended', xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/' },
        },
        bytesIn: 124,
      }),
    );
    go(25, s3(site, random, bucket, 'DeleteBucketPolicy', false, { request: { policy: '' } }));
    go(
      12,
      s3(site, random, bucket, 'ListObjects', true, {
        objects: true,
        request: { 'list-type': '2', 'max-keys': '1000' },
        bytesOut: 31_000,
      }),
    );
    for (const key of keys)
      go(random.between(1, 9), s3(site, random, bucket, 'GetObject', true, { key, bytesOut: random.between(50_000, 2_000_000) }));
    go(90, s3(site, random, bucket, 'DeleteObjects', false, { objects: true, request: { delete: '' }, bytesIn: 48_000 }));
    for (const key of keys) go(random.between(1, 4), s3(site, random, bucket, 'DeleteObject', false, { key }));
  }
  go(20, s3(site, random, { name: 'example-shop-customer-exports', region }, 'DeleteBucket', false));
  return moves;
}

export function runCostly(account: Account, random: Random, at: EpochMs): Move[] {
  const region = 'us-west-2';
  const site = account.sites[region];
  const wanted = (type: string, count: number): Call => runInstances(type, count)(site, random, at);
  return [
    {
      after: 0,
      region,
      call: {
        ...wanted('p4d.24xlarge', 8),
        error: {
          code: 'Client.VcpuLimitExceeded',
          message:
            'You have requested more vCPU capacity than your current vCPU limit of 64 allows for the instance bucket that the specified instance type belongs to.',
        },
      },
    },
    { after: 47, region, call: wanted('g5.12xlarge', 1) },
  ];
}
