import { putPublicAccessBlock } from '../aws/act/put-public-access-block.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { getPublicAccessBlock } from '../aws/use/responders/public-access-block.ts';
import { alreadySo, createResponder, ifThere, type Responder } from './responder.ts';
import { undoCommand } from './undo-command.ts';

const ALL = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

/** All four settings of a bucket's public access block are on: policy and ACLs stay as they are, and open nothing to the public. */
export function blockPublicBucket({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 'block-public-bucket',
      takes: 'bucket',
      acts: { 's3:PutBucketPublicAccessBlock': putPublicAccessBlock },
      async look({ bucket, account, region }, _now, reach) {
        const place = { Bucket: bucket, ExpectedBucketOwner: account };
        const before = await ifThere(getPublicAccessBlock(place, reach));
        if (before === undefined) return alreadySo('there is no such bucket any more');
        const off = Object.entries(before).flatMap(([name, isOn]) => (isOn ? [] : [name]));
        if (off.length === 0) return alreadySo('its public access block is whole');
        const was = Object.entries(before).map(([name, isOn]) => `${name}=${isOn}`);
        return {
          verdict: 'to do',
          because: `off: ${off.join(', ')}`,
          calls: [{ permission: 's3:PutBucketPublicAccessBlock', input: { ...place, PublicAccessBlockConfiguration: ALL } }],
          undo: [
            undoCommand('s3api put-public-access-block', { bucket, 'public-access-block-configuration': was.join(',') }, region),
          ],
        };
      },
    },
    access,
  );
}
