import type { S3Client } from '@aws-sdk/client-s3';
import { type Bytes, type Milliseconds, MINUTE, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { s3Problem } from './s3-problem.ts';

/** Reading from S3, with whatever credentials, region and endpoint the environment or profile says. */
export interface S3Reader {
  /** One page of at most 1,000 keys, sorted. IAM: s3:ListBucket. @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED */
  listObjects(request: ListRequest): Promise<ObjectPage>;
  /**
   * IAM: s3:GetObject (with a versionId: s3:GetObjectVersion), and kms:Decrypt for objects encrypted with a KMS key.
   * @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
   */
  getObject(request: GetRequest): Promise<ObjectBody>;
}

export interface ListRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** `/` lists one level: folders come as `folders`. */
  readonly delimiter?: '/' | undefined;
  /** Only keys after this one. */
  readonly startAfter?: string | undefined;
  /** From the page before. */
  readonly token?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[];
  /** Full prefixes, ending with the delimiter. */
  readonly folders: readonly string[];
  /** Undefined on the last page. */
  readonly token: string | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly size: Bytes;
  /** Another for another content. */
  readonly etag?: string;
}

export interface GetRequest {
  readonly bucket: string;
  readonly key: string;
  /** Without it, the object as it is now. */
  readonly versionId?: string | undefined;
  /** Where to go on after a broken connection: from this byte, and only if the object is still the same. */
  readonly resume?: { readonly from: Bytes; readonly etag: string | undefined } | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectBody {
  readonly etag: string | undefined;
  /** May break off with any error of the network, which is the caller's to retry. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Loads the AWS SDK with the first request, so that whoever reads only local files never pays for it. */
export function createS3Reader(environment: NodeJS.ProcessEnv = process.env, access: AwsAccess = {}): S3Reader {
  let loading: ReturnType<typeof load> | undefined;
  const sdk = () => {
    loading ??= load(environment, access);
    return loading;
  };
  return {
    async listObjects({ bucket, prefix, delimiter, startAfter, token, signal }) {
      try {
        const { client, ListObjectsV2Command } = await sdk();
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            Delimiter: delimiter,
            StartAfter: token === undefined ? startAfter : undefined,
            ContinuationToken: token,
          }),
          { ...(signal && { abortSignal: signal }) },
        );
        return {
          objects: (page.Contents ?? []).flatMap(({ Key, Size, ETag }) =>
            Key === undefined ? [] : [{ key: Key, size: Size ?? 0, ...(ETag !== undefined && { etag: ETag }) }],
          ),
          folders: (page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []),
          token: page.IsTruncated === true ? page.NextContinuationToken : undefined,
        };
      } catch (error) {
        throw s3Problem(error, 's3:ListBucket', bucket, prefix);
      }
    },
    async getObject({ bucket, key, versionId, resume, signal }) {
      try {
        const { client, GetObjectCommand } = await sdk();
        const object = await client.send(
          new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            VersionId: versionId,
            Range: resume === undefined ? undefined : `bytes=${resume.from}-`,
            IfMatch: resume?.etag,
          }),
          { ...(signal && { abortSignal: signal }) },
        );
        return { etag: object.ETag, chunks: (object.Body ?? []) as AsyncIterable<Uint8Array> };
      } catch (error) {
        throw s3Problem(error, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', bucket, key);
      }
    },
  };
}

/** S3 answers within a second or not at all; without these a connection that fell silent would be waited for for ever. */
const CONNECTION_TIMEOUT: Milliseconds = 10 * SECOND;
/** Between two bytes, of an answer or its body. */
const SILENCE: Milliseconds = MINUTE;

/** AWS's own choice where nothing says another; a bucket elsewhere is then found by its redirect. */
const ANY_REGION = 'us-east-1';

async function load(environment: NodeJS.ProcessEnv, access: AwsAccess) {
  const settings = await clientSettings('S3', access, environment);
  const { S3Client, ListObjectsV2Command, GetObjectCommand } = await import('@aws-sdk/client-s3');
  const make = (region?: string): S3Client =>
    new S3Client({
      ...settings,
      ...(region !== undefined && { region }),
      ...('endpoint' in settings && { forcePathStyle: true }),
      followRegionRedirects: true,
      requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, socketTimeout: SILENCE },
      // TLS and gzip's own checksum guard the content already, and some S3-compatible stores don't know these.
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  let client = make();
  try {
    await client.config.region();
  } catch {
    client = make(ANY_REGION);
  }
  return { client, ListObjectsV2Command, GetObjectCommand };
}
