import { type Bytes, GiB } from '../../base/units.ts';
import { copyObject } from '../aws/act/copy-object.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import type { ObjectPlace } from '../aws/use/responders/object-acl.ts';
import { listObjectVersions, sizeOfObject } from '../aws/use/responders/object-versions.ts';
import { alreadySo, createResponder, type Found, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

export interface RestoreLostObjectOptions {
  readonly access?: AwsAccess;
  /** Where copies are, under the same keys. */
  readonly replicaBucket?: string | undefined;
}

/** Source: Amazon S3 API Reference, `CopyObject`. */
const LARGEST: Bytes = 5 * GiB;
/** Older versions that are tried. */
const TRIED = 5;

/**
 * An object that S3 has lost (reduced redundancy) is written anew, from its newest version that can still be read, else from a
 * replica. Where there is neither, somebody has to hear of it. Source: Amazon S3 User Guide, "Supported event types":
 * `s3:ReducedRedundancyLostObject`.
 */
export function restoreLostObject({ access = {}, replicaBucket }: RestoreLostObjectOptions): Responder {
  return createResponder(
    {
      name: 'restore-lost-object',
      takes: 'object',
      acts: { 's3:PutObject': copyObject },
      async look({ bucket, key, versionId: lost, account, region }, _now, reach) {
        const place: ObjectPlace = { Bucket: bucket, Key: key, ExpectedBucketOwner: account };
        if ((await sizeOfObject(place, reach)) !== undefined) return alreadySo('the object can be read');
        const versions = (await listObjectVersions(place, reach)).filter(
          ({ versionId }) => versionId !== lost && versionId !== 'null',
        );
        for (const { versionId, at } of versions.slice(0, TRIED)) {
          const size = await sizeOfObject({ ...place, VersionId: versionId }, reach);
          if (size === undefined) continue;
          return copied(place, { Bucket: bucket, VersionId: versionId }, size, `from its version of ${at}`, region);
        }
        if (replicaBucket === undefined) return refused('no other version of it can be read, and no replica is set: it is lost');
        const size = await sizeOfObject({ Bucket: replicaBucket, Key: key }, reach);
        if (size === undefined)
          return refused(`no other version of it can be read, and ${replicaBucket} has no copy: it is lost`);
        return copied(place, { Bucket: replicaBucket }, size, `from its copy in ${replicaBucket}`, region);
      },
    },
    access,
  );
}

function copied(
  { Bucket, Key, ExpectedBucketOwner }: ObjectPlace,
  from: { readonly Bucket: string; readonly VersionId?: string },
  size: Bytes,
  how: string,
  region: string,
): Found {
  if (size > LARGEST) return refused(`it can be restored ${how}, by hand: it is larger than 5 GiB`);
  // The key goes through a header, where each part of the path is URL-encoded.
  const path = [from.Bucket, ...Key.split('/')].map(encodeURIComponent).join('/');
  const CopySource = from.VersionId === undefined ? path : `${path}?versionId=${from.VersionId}`;
  const input = { Bucket, Key, ExpectedBucketOwner, CopySource, StorageClass: 'STANDARD' };
  return {
    verdict: 'to do',
    because: `it can't be read, and can be restored ${how}`,
    calls: [{ permission: 's3:PutObject', input }],
    undo: [undoCommand('s3api delete-object', { bucket: Bucket, key: Key }, region)],
  };
}
