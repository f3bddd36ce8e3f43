import { createImageObjects } from '../../edges/aws/use/image-objects.ts';
import { wallClock } from '../run/wall-clock.ts';
import { createTelemetry } from './telemetry.ts';
import { createThumbnails } from './thumbnail/make-thumbnails.ts';
import { readThumbnailSettings } from './thumbnail/thumbnail-settings.ts';

const parts = { objects: createImageObjects(), clock: wallClock, telemetry: createTelemetry(process.env) };

/** The function `Thumbnail`: called by S3 for each new object, or by a queue, a topic or a rule that tells of one. */
export async function handler(event: unknown, context: { readonly awsRequestId: string }): Promise<unknown> {
  return createThumbnails({ ...parts, settings: readThumbnailSettings(process.env) })(event, context.awsRequestId);
}
