import { Problem } from '../../../base/problem.ts';
import type { ThumbnailSettings } from './thumbnail-settings.ts';

/**
 * Where the thumbnails of a bucket go.
 * @throws {Problem} IMAGE_TARGET for the bucket itself: each thumbnail would be an upload that calls the function again
 */
export function targetOf(source: string, { targetBucket }: Pick<ThumbnailSettings, 'targetBucket'>): string {
  const target = targetBucket ?? `${source}-resized`;
  if (target !== source) return target;
  throw new Problem(
    'IMAGE_TARGET',
    `TARGET_BUCKET is ${source}, where the images come from: each thumbnail would call the function again`,
    {
      hint: `Name another bucket, or leave TARGET_BUCKET out: ${source}-resized`,
    },
  );
}

/** What went wrong with a target, by what was expected of it. */
export function targetProblem(
  problem: Problem,
  source: string,
  target: string,
  { targetBucket }: Pick<ThumbnailSettings, 'targetBucket'>,
): Problem {
  const why = targetBucket === undefined ? 'by the scheme <name>-resized' : 'as TARGET_BUCKET says';
  const expected = `thumbnails of ${source} go to ${target}, ${why}`;
  const options = { at: problem.at, cause: problem };
  if (problem.code === 'IMAGE_TARGET') {
    const hint = `Create ${target}${targetBucket === undefined ? ', or name another bucket in TARGET_BUCKET' : ', or correct TARGET_BUCKET'}`;
    return new Problem('IMAGE_TARGET', `no bucket is named ${target}: ${expected}`, { ...options, hint });
  }
  if (problem.code === 'AWS_DENIED') {
    const hint = `Allow s3:PutObject on arn:aws:s3:::${target}/*; if ${target} is not yours, correct the name`;
    return new Problem('IMAGE_TARGET', `S3 denied s3:PutObject: ${expected}`, { ...options, hint });
  }
  return problem;
}
