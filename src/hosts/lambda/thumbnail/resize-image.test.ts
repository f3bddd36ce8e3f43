import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageFormat } from './image-format.ts';
import { brands, images } from './images.cases.ts';
import { resizeImage } from './resize-image.ts';

const LIMITS = { size: 200, maxPixels: 50_000_000 };
const colourAt = async (bytes: Uint8Array, left: number, top: number) => {
  const pixel = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer();
  const [red = 0, green = 0, blue = 0] = pixel;
  return red > green && red > blue ? 'red' : blue > green ? 'blue' : 'green';
};

describe('resizeImage', () => {
  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)(
    'a %s stays one, with its aspect and its content type',
    async (format) => {
      const resized = await resizeImage(await images[format](), LIMITS);
      expect(resized).toMatchObject({ width: 200, height: 150, contentType: `image/${format}`, pixels: 640 * 480 });
      expect(imageFormat(resized!.bytes)).toBe(format);
      expect(await colourAt(resized!.bytes, 20, 20)).toBe('blue');
      expect(await colourAt(resized!.bytes, 180, 130)).toBe('red');
    },
  );

  it('a moving GIF gives its first frame', async () => {
    const original = await images.gif();
    expect((await sharp(original, { animated: true }).metadata()).pages).toBe(2);
    const { pages = 1 } = await sharp((await resizeImage(original, LIMITS))!.bytes, { animated: true }).metadata();
    expect(pages).toBe(1);
  });

  it('a picture on its side stands upright afterwards, and tells neither place nor camera', async () => {
    const original = await images.camera();
    const before = await sharp(original).metadata();
    expect(before.orientation).toBe(6);
    expect(before.exif?.includes('Camera')).toBe(true);
    const { bytes, width, height } = (await resizeImage(original, LIMITS))!;
    expect([width, height]).toEqual([150, 200]);
    // Turned by 90 degrees, what was on the left is at the top: the blue corner is on the right.
    expect(await colourAt(bytes, 130, 20)).toBe('blue');
    expect(await colourAt(bytes, 20, 20)).toBe('red');
    const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, icc, orientation }).toEqual({});
    expect(Buffer.from(bytes).includes('GPS')).toBe(false);
    expect(Buffer.from(bytes).includes('Camera')).toBe(false);
  });

  it.each([
    [100, 1, 100],
    [4000, 10, 200],
    [10, 4000, 0],
    [199, 150, 199],
  ])('%i × %i pixels: never larger than before', async (width, height, longer) => {
    const resized = (await resizeImage(await images.jpeg(width, height), LIMITS))!;
    expect(resized.width).toBe(longer || 1);
    expect(Math.max(resized.width, resized.height)).toBeLessThanOrEqual(200);
  });

  it('an image over the pixel limit is not decoded', async () => {
    const before = process.memoryUsage.rss();
    const began = process.cpuUsage();
    await expect(resizeImage(images.bomb(), LIMITS)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('50000000'),
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
    expect(process.cpuUsage(began).user).toBeLessThan(1e6);
  });

  it.each([
    ['cut short', async () => (await images.jpeg()).subarray(0, 2000)],
    ['cut short, and a PNG', async () => (await images.png()).subarray(0, 300)],
    ['its beginning alone', async () => (await images.jpeg()).subarray(0, 3)],
    ['an AVIF of brands alone', async () => brands('avif', 'mif1')],
    ['empty', async () => new Uint8Array()],
  ])('%s is damaged', async (_, bytes) => {
    await expect(resizeImage(await bytes(), LIMITS)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  it('HEIC is refused, and says what to do', async () => {
    await expect(resizeImage(brands('heic', 'mif1', 'heic'), LIMITS)).rejects.toMatchObject({
      code: 'IMAGE_FORMAT',
      hint: expect.stringContaining('JPEG'),
    });
  });

  it.each([
    ['text', async () => Buffer.from('hello')],
    ['an SVG, which may name other files', images.svg],
    ['a PDF', async () => Buffer.from('%PDF-1.7')],
    ['a film', async () => brands('isom', 'mp42')],
    ['one byte', async () => Buffer.from([0xff])],
  ])('%s is no image', async (_, bytes) => {
    expect(await resizeImage(await bytes(), LIMITS)).toBeUndefined();
  });
});

it.each([
  [['mif1', 'mif1', 'heic'], 'heic'],
  [['mif1', 'mif1', 'avif'], 'avif'],
  [['avis', 'avif', 'mif1'], 'avif'],
  [['msf1', 'hevc'], 'heic'],
  [['mif1'], undefined],
] as const)('the brands %j are %s', ([major, ...compatible], format) => {
  expect(imageFormat(brands(major, ...compatible))).toBe(format);
});
