import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { thumbnailFiles } from '../../src/hosts/cli/package/thumbnail-files.ts';
import { zipOf } from '../../src/hosts/cli/package/zip.ts';
import { images } from '../../src/hosts/lambda/thumbnail/images.cases.ts';
import { type Stacks, stacksAt } from './cloudformation.ts';
import { invokeLambda } from './emulated-lambda.ts';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

/** The emulator runs functions on this machine: the zip has this machine's binary of sharp, and not that of Lambda's arm64. */
const ARCH = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const PARAMETERS = { SourceBucketName: 'photos', CodeBucket: 'code', CodeKey: 'thumbnail.zip', Architecture: ARCH };
const FUNCTION = 'security-monitoring-test-thumbnail';
const ODD_KEY = 'holiday 2026/1+1=2 (ü) 🐈.jpg';

describe.runIf(hasEmulator())('thumbnails.yaml, deployed', () => {
  let emulator: Emulator;
  let stacks: Stacks;
  let s3: S3Client;
  let folder: string;
  beforeAll(async () => {
    emulator = await startEmulator();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    s3 = new S3Client({ endpoint: emulator.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    stacks = stacksAt(emulator.endpoint);
    const files = thumbnailFiles(ARCH, process.cwd())!;
    folder = mkdtempSync(join(tmpdir(), 'thumbnail-task-'));
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
    await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'thumbnail.zip', Body: zipOf(files) }));
    const outputs = await stacks.create('thumbnails', readFileSync('infra/cloudformation/thumbnails.yaml', 'utf8'), PARAMETERS);
    expect(outputs).toMatchObject({ ThumbnailFunctionName: FUNCTION, TargetBucketOutput: 'photos-resized' });
  });
  afterAll(async () => {
    s3?.destroy();
    stacks?.close();
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const upload = (Key: string, Body: Uint8Array, Bucket = 'photos') => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const notice = (key: string, name = 'photos') => ({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name }, object: { key: encodeURIComponent(key) } },
      },
    ],
  });
  const appears = async (Key: string) => {
    for (let tries = 0; tries < 60; tries++) {
      try {
        return await s3.send(new HeadObjectCommand({ Bucket: 'photos-resized', Key }));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
    throw new Error(`no thumbnail ${Key}`);
  };

  test.each(['cat.jpg', ODD_KEY])('an image put as %s becomes a thumbnail of that key, by the trigger', async (key) => {
    await upload(key, await images.camera());
    const { ContentType, CacheControl, Metadata } = await appears(key);
    expect({ ContentType, CacheControl, Metadata }).toEqual({
      ContentType: 'image/jpeg',
      CacheControl: 'public, max-age=86400',
      Metadata: { 'trailwatch-thumbnail': 'true' },
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'photos-resized', Key: key }));
    const { width, height, exif } = await sharp(await Body!.transformToByteArray()).metadata();
    expect({ width, height, exif }).toEqual({ width: 150, height: 200, exif: undefined });
  });

  test('what the function wrote, copied into the source, is left alone', async () => {
    const Metadata = { 'trailwatch-thumbnail': 'true' };
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: 'own.jpg', Body: await images.jpeg(), Metadata }));
    expect(await invokeLambda(emulator, FUNCTION, notice('own.jpg'))).toEqual({ done: 0, skipped: 1 });
  });

  test('a text is skipped', async () => {
    await upload('notes.txt', Buffer.from('hello'));
    expect(await invokeLambda(emulator, FUNCTION, notice('notes.txt'))).toEqual({ done: 0, skipped: 1 });
  });

  test.each([
    ['a damaged image', 'damaged.jpg', async () => (await images.jpeg()).subarray(0, 2000), /damaged/],
    ['0 bytes', 'empty.jpg', async () => new Uint8Array(), /0 bytes/],
    ['a bomb of 100 megapixels', 'bomb.png', async () => images.bomb(), /10000 × 10000 pixels|pixels, and the limit is 50000000/],
  ])('%s: the error says so', async (_, key, bytes, said) => {
    await upload(key, await bytes());
    await expect(invokeLambda(emulator, FUNCTION, notice(key))).rejects.toThrow(said);
  });

  test('a bucket whose target is missing: the error names the bucket that is expected, and the scheme', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'drawings' }));
    await upload('plan.jpg', await images.jpeg(), 'drawings');
    await expect(invokeLambda(emulator, FUNCTION, notice('plan.jpg', 'drawings'))).rejects.toThrow(
      /no bucket is named drawings-resized.*by the scheme <name>-resized/,
    );
  });

  test('a JPEG of 12 megapixels takes less than 512 MB and a few seconds', async () => {
    const noise = sharp({
      create: {
        width: 4000,
        height: 3000,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    const body = await noise.jpeg({ quality: 90 }).toBuffer();
    await upload('large.jpg', body);
    const script = `
      const { handler } = await import('./thumbnail.mjs');
      const began = process.hrtime.bigint();
      const answer = await handler(${JSON.stringify(notice('large.jpg'))}, { awsRequestId: 'r' });
      const { maxRSS, userCPUTime } = process.resourceUsage();
      console.log(JSON.stringify({ answer, seconds: Number(process.hrtime.bigint() - began) / 1e9, cpu: userCPUTime / 1e6, megabytes: maxRSS / 1024 }));`;
    const env = { ...process.env, ...emulator.environment };
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const measured = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>;
    console.log(`12 megapixels, ${Math.round(body.length / 1e5) / 10} MB: ${JSON.stringify(measured)}`);
    expect(measured).toMatchObject({ answer: { done: 1, skipped: 0 } });
    expect(measured.megabytes).toBeLessThan(512);
    expect(measured.cpu).toBeLessThan(10);
  });

  test('a target that was deleted: the error names it', async () => {
    // The trigger of what was put last may still be writing.
    const remove = async () => {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'photos-resized' }));
      for (const { Key, VersionId } of Versions)
        await s3.send(new DeleteObjectCommand({ Bucket: 'photos-resized', Key, VersionId }));
      await s3.send(new DeleteBucketCommand({ Bucket: 'photos-resized' }));
    };
    await vi.waitFor(remove, { timeout: 30_000, interval: 200 });
    await expect(invokeLambda(emulator, FUNCTION, notice('cat.jpg'))).rejects.toThrow(/no bucket is named photos-resized/);
  });
});
