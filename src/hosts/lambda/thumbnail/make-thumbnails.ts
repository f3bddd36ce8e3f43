import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { SECOND } from '../../../base/units.ts';
import type { ImageObjects } from '../../../edges/aws/use/image-objects.ts';
import { type BatchResponse, type LambdaDelivery, lambdaDeliveries } from '../../../edges/sources/live/lambda-event.ts';
import { ofError, type Telemetry } from '../telemetry.ts';
import { type ObjectNotice, objectNotices } from './object-notices.ts';
import { resizeImage } from './resize-image.ts';
import { targetOf, targetProblem } from './thumbnail-target.ts';
import type { ThumbnailSettings } from './thumbnail-settings.ts';

export interface ThumbnailParts {
  readonly settings: ThumbnailSettings;
  readonly objects: ImageObjects;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** What became of the objects of a call that nobody asks for single failures of. */
export interface ThumbnailReport {
  readonly done: number;
  readonly skipped: number;
}

type Outcome = 'done' | 'skipped';

/** What thumbnails are marked with, so that they are known again wherever they come from. */
const MARK = { 'trailwatch-thumbnail': 'true' } as const;

/**
 * Makes the thumbnails of the new objects that a call tells of. One that fails stops no other. A queue is told which of its messages
 * failed; to every other caller the first failure is thrown once all are tried, and Lambda calls again: a thumbnail made twice is the same.
 * @throws {Problem} DECODE_SHAPE, DECODE_JSON, DECODE_FIELD, S3_DENIED, S3_NOT_FOUND, S3_FAILED, IMAGE_FORMAT, IMAGE_UNREADABLE,
 * IMAGE_TOO_LARGE, IMAGE_TARGET, IMAGE_LIBRARY, AWS_FAILED, AWS_CREDENTIALS
 */
export function createThumbnails(parts: ThumbnailParts) {
  return async (event: unknown, requestId: string): Promise<BatchResponse | ThumbnailReport> => {
    const { telemetry } = parts;
    telemetry.begin(requestId);
    const report: Record<Outcome, number> = { done: 0, skipped: 0 };
    try {
      const batch = lambdaDeliveries(event);
      for (const delivery of batch.deliveries) {
        const failures: unknown[] = [];
        for (const notice of await noticesOf(delivery.open, failures, telemetry)) {
          try {
            report[await makeOne(notice, parts)]++;
          } catch (error) {
            failures.push(error);
            telemetry.add('ImagesFailed', 1);
            telemetry.log('error', 'no thumbnail', { bucket: notice.bucket, key: notice.key, ...ofError(error) });
          }
        }
        if (failures.length === 0) await delivery.ack();
        else if (failures[0] instanceof Problem) await delivery.retry(failures[0]);
        else throw failures[0];
      }
      return batch.batchResponse() ?? report;
    } finally {
      telemetry.flush();
    }
  };
}

/** A payload's deliveries are whole, never streams. */
async function noticesOf(open: LambdaDelivery['open'], failures: unknown[], telemetry: Telemetry): Promise<ObjectNotice[]> {
  const text = new TextDecoder().decode((await open()) as Uint8Array);
  try {
    return objectNotices(parsed(text));
  } catch (error) {
    failures.push(error);
    telemetry.log('error', 'the message tells of no object', ofError(error));
    return [];
  }
}

async function makeOne({ bucket, key, versionId }: ObjectNotice, parts: ThumbnailParts): Promise<Outcome> {
  const { settings, objects, clock, telemetry } = parts;
  const skip = (reason: string): Outcome => {
    telemetry.add('ImagesSkipped', 1);
    telemetry.log('info', 'skipped', { bucket, key, reason });
    return 'skipped';
  };
  const target = targetOf(bucket, settings);
  if (key.endsWith('/')) return skip('it is a folder, made by a console');
  const began = clock.now();
  const { size, bytes, metadata } = await objects.get({ bucket, key, versionId }, settings.maxBytes);
  if (MARK['trailwatch-thumbnail'] === metadata['trailwatch-thumbnail']) return skip('it is a thumbnail made by this function');
  if (bytes === undefined) {
    throw new Problem('IMAGE_TOO_LARGE', `the object has ${size} bytes, and the limit is ${settings.maxBytes}`, {
      at: { file: `s3://${bucket}/${key}` },
      hint: 'Set MAX_BYTES, and MemorySize with it, if such images are meant to come',
    });
  }
  const resized = await resizeImage(bytes, settings).catch((error) => {
    throw error instanceof Problem ? error.within({ file: `s3://${bucket}/${key}` }) : error;
  });
  if (resized === undefined) return skip('it is no image of a known format');
  const { contentType, width, height, pixels } = resized;
  try {
    const { cacheControl } = settings;
    await objects.put({ bucket: target, key, bytes: resized.bytes, contentType, cacheControl, metadata: MARK });
  } catch (error) {
    throw error instanceof Problem ? targetProblem(error, bucket, target, settings) : error;
  }
  const took = Math.max(1, clock.now() - began);
  telemetry.add('ImagesDone', 1);
  telemetry.add('ImageMilliseconds', took);
  telemetry.add('ImagePixelsPerSecond', Math.round((pixels * SECOND) / took));
  telemetry.log('info', 'thumbnail made', { bucket, key, target, width, height, bytes: resized.bytes.length, ms: took });
  return 'done';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('DECODE_JSON', 'the message is not JSON', { cause: error });
  }
}
