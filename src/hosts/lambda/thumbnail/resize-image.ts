import type { Sharp } from 'sharp';
import { Problem } from '../../../base/problem.ts';
import { contentTypes, type ImageFormat, imageFormat } from './image-format.ts';
import type { ThumbnailSettings } from './thumbnail-settings.ts';

export interface Resized {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  /** Of the original: what decoding it costs. */
  readonly pixels: number;
}

/**
 * A smaller image of the same format, the right way up, within a square of `size` pixels, never enlarged. Nothing but the picture
 * is kept: no EXIF (place, camera), no XMP, no IPTC; colours become sRGB. Of moving images the first frame.
 * `undefined`: it is no image.
 * @throws {Problem} IMAGE_FORMAT, IMAGE_UNREADABLE, IMAGE_TOO_LARGE, IMAGE_LIBRARY
 */
export async function resizeImage(
  bytes: Uint8Array,
  { size, maxPixels }: Pick<ThumbnailSettings, 'size' | 'maxPixels'>,
): Promise<Resized | undefined> {
  if (bytes.length === 0) throw new Problem('IMAGE_UNREADABLE', 'the image has 0 bytes', { hint: 'Upload it again' });
  const format = imageFormat(bytes);
  if (format === undefined) return undefined;
  if (format === 'heic') {
    throw new Problem('IMAGE_FORMAT', 'the image is HEIC, which is not decoded here', {
      hint: 'Upload it as JPEG: on an iPhone, Settings > Camera > Formats > Most Compatible',
    });
  }
  const sharp = await loadSharp();
  const open = () => sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true, pages: 1 });
  try {
    const { width, height } = await open().metadata();
    const pixels = width * height;
    if (pixels > maxPixels) throw tooLarge(`${width} × ${height} pixels`, maxPixels);
    const small = open().autoOrient().resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true });
    const { data, info } = await encoded(small, format).toBuffer({ resolveWithObject: true });
    return { bytes: data, contentType: contentTypes[format], width: info.width, height: info.height, pixels };
  } catch (error) {
    if (error instanceof Problem) throw error;
    const said = String((error as Error).message)
      .replace(/\s+/g, ' ')
      .slice(0, 200);
    if (/pixel limit/.test(said)) throw tooLarge('more pixels', maxPixels);
    throw new Problem('IMAGE_UNREADABLE', `the ${format.toUpperCase()} image is damaged: ${said}`, {
      hint: 'Upload it again',
      cause: error,
    });
  }
}

function encoded(image: Sharp, format: ImageFormat): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: 80, mozjpeg: true });
    case 'png':
      return image.png({ compressionLevel: 9 });
    case 'webp':
      return image.webp({ quality: 80 });
    case 'avif':
      return image.avif({ quality: 55, effort: 4 });
    case 'gif':
      return image.gif();
  }
}

function tooLarge(what: string, maxPixels: number): Problem {
  return new Problem('IMAGE_TOO_LARGE', `the image has ${what}, and the limit is ${maxPixels}`, {
    hint: 'Set MAX_PIXELS, and MemorySize with it, if such images are meant to come',
  });
}

type SharpModule = typeof import('sharp')['default'];
let loaded: SharpModule | undefined;

/** Only here: whoever makes no thumbnails needs no sharp. */
async function loadSharp(): Promise<SharpModule> {
  if (loaded !== undefined) return loaded;
  try {
    const { default: sharp } = await import('sharp');
    // Each picture comes once: what libvips would keep of it only costs memory. One thread, for a function has one processor or less.
    sharp.cache(false);
    sharp.concurrency(1);
    loaded = sharp;
    return sharp;
  } catch (error) {
    const said = String((error as Error).message).split('\n')[0];
    throw new Problem('IMAGE_LIBRARY', `sharp can't be loaded: ${said}`, {
      hint: 'Here: npm install sharp. On AWS: make the zip with `trailwatch package --arch` for the architecture of the function',
      cause: error,
    });
  }
}
