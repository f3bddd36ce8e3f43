import { putObjectAcl } from '../aws/act/put-object-acl.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { type Grant, getObjectAcl, getObjectOwnership } from '../aws/use/responders/object-acl.ts';
import { alreadySo, createResponder, ifThere, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

export interface MakeObjectPrivateOptions {
  readonly access?: AwsAccess;
  /** Only in these. @default in every bucket */
  readonly buckets?: readonly string[];
}

/** Source: Amazon S3 User Guide, "Access control list (ACL) overview": predefined groups. */
const EVERYBODY: Readonly<Record<string, string>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': 'everybody',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'every AWS account',
};

/** An object that its ACL opens to everybody, or to every AWS account, gets the ACL `private`. Of a version: that version. */
export function makeObjectPrivate({ access = {}, buckets = [] }: MakeObjectPrivateOptions): Responder {
  return createResponder(
    {
      name: 'make-object-private',
      takes: 'object',
      acts: { 's3:PutObjectAcl': putObjectAcl, 's3:PutObjectVersionAcl': putObjectAcl },
      async look({ bucket, key, versionId, account, region }, _now, reach) {
        if (buckets.length > 0 && !buckets.includes(bucket)) return refused(`${bucket} is not among the watched buckets`);
        const owned = { Bucket: bucket, ExpectedBucketOwner: account };
        const place = { ...owned, Key: key, ...(versionId !== undefined && { VersionId: versionId }) };
        const grants = await ifThere(getObjectAcl(place, reach));
        if (grants === undefined) return alreadySo('the object is gone');
        const open = grants.filter(({ grantee }) => grantee in EVERYBODY);
        if (open.length === 0) {
          const enforced = (await getObjectOwnership(owned, reach)) === 'BucketOwnerEnforced';
          return alreadySo(enforced ? 'ACLs are disabled for this bucket: none can open an object' : 'its ACL is not public');
        }
        return {
          verdict: 'to do',
          because: `its ACL gives ${open.map(said).join(', ')}`,
          calls: [
            {
              permission: versionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl',
              input: { ...place, ACL: 'private' },
            },
          ],
          undo: [undoCommand('s3api put-object-acl', { bucket, key, ...version(versionId), ...grantOptions(grants) }, region)],
        };
      },
    },
    access,
  );
}

const said = ({ grantee, permission }: Grant) => `${permission} to ${EVERYBODY[grantee]}`;

const version = (id: string | undefined) => (id === undefined ? {} : { 'version-id': id });

const OPTIONS: Readonly<Record<string, string>> = {
  FULL_CONTROL: 'grant-full-control',
  READ: 'grant-read',
  READ_ACP: 'grant-read-acp',
  WRITE_ACP: 'grant-write-acp',
};

/** All grants as they were. */
function grantOptions(grants: readonly Grant[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (const { grantee, permission } of grants) {
    const name = OPTIONS[permission];
    if (name === undefined) continue;
    const one = `${grantee.startsWith('http') ? 'uri' : grantee.includes('@') ? 'emailAddress' : 'id'}=${grantee}`;
    options[name] = options[name] === undefined ? one : `${options[name]},${one}`;
  }
  return options;
}
