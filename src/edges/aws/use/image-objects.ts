import type { S3Client } from '@aws-sdk/client-s3';
import { Problem } from '../../../base/problem.ts';
import type { Bytes } from '../../../base/units.ts';
import { clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';
import { s3Problem } from './s3-problem.ts';
import type { SdkError } from './sdk-error.ts';

/** Images in one bucket, their thumbnails in another. */
export interface ImageObjects {
  /**
   * The object, unless it is larger than `limit`: then its size alone. IAM: s3:GetObject (with a versionId:
   * s3:GetObjectVersion). @throws {Problem} S3_DENIED, S3_NOT_FOUND, S3_FAILED
   */
  get(place: ImagePlace, limit: Bytes): Promise<StoredImage>;
  /** IAM: s3:PutObject. @throws {Problem} IMAGE_TARGET for a bucket that isn't there; AWS_DENIED, AWS_CREDENTIALS, AWS_FAILED */
  put(thumbnail: Thumbnail): Promise<void>;
}

export interface ImagePlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface StoredImage {
  readonly size: Bytes;
  /** Undefined where it is over the limit. */
  readonly bytes: Uint8Array | undefined;
  /** `x-amz-meta-…`, without that prefix. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Thumbnail {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Loads the AWS SDK with the first request. */
export function createImageObjects(environment: NodeJS.ProcessEnv = process.env): ImageObjects {
  let loading: ReturnType<typeof load> | undefined;
  const sdk = () => {
    loading ??= load(environment);
    return loading;
  };
  return {
    async get({ bucket, key, versionId }, limit) {
      try {
        const { client, GetObjectCommand } = await sdk();
        const object = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
        const size = object.ContentLength ?? 0;
        const metadata = object.Metadata ?? {};
        if (size > limit) {
          (object.Body as { destroy?: () => void } | undefined)?.destroy?.();
          return { size, bytes: undefined, metadata };
        }
        return { size, bytes: (await object.Body?.transformToByteArray()) ?? new Uint8Array(), metadata };
      } catch (error) {
        throw s3Problem(error, versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', bucket, key);
      }
    },
    async put({ bucket, key, bytes, contentType, cacheControl, metadata }) {
      try {
        const { client, PutObjectCommand } = await sdk();
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: bytes,
            ContentType: contentType,
            CacheControl: cacheControl,
            Metadata: { ...metadata },
          }),
        );
      } catch (error) {
        if ((error as SdkError).name === 'NoSuchBucket') {
          throw new Problem('IMAGE_TARGET', `no bucket is named ${bucket}`, {
            at: { file: `s3://${bucket}/${key}` },
            cause: error,
          });
        }
        throw awsProblem(error, 's3:PutObject', `s3://${bucket}/${key}`);
      }
    },
  };
}

async function load(environment: NodeJS.ProcessEnv) {
  const settings = await clientSettings('S3', {}, environment);
  const { S3Client, GetObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
  const client: S3Client = new S3Client({
    ...settings,
    ...('endpoint' in settings && { forcePathStyle: true }),
    followRegionRedirects: true,
  });
  return { client, GetObjectCommand, PutObjectCommand };
}
