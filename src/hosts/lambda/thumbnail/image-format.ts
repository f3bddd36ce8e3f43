/** What can be made smaller; the thumbnail has the same format, for its key says so. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

export const contentTypes: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
};

/** HEIC: of these brands. What decodes it is under patents, and sharp's binaries hold none. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs']);

/**
 * What the first bytes say; neither the key nor the Content-Type, which anybody may have written. `undefined`: no image.
 * Sources: JPEG ITU-T T.81, PNG and GIF89a and WebP specifications, ISO/IEC 14496-12 (`ftyp`), AV1 Image File Format 1.1.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat | 'heic' | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  if (text(4, 8) !== 'ftyp') return undefined;
  const length = Math.min((bytes[2] ?? 0) * 256 + (bytes[3] ?? 0), 256);
  const brands = [text(8, 12), ...Array.from({ length: Math.max(0, length / 4 - 4) }, (_, i) => text(16 + 4 * i, 20 + 4 * i))];
  // Both kinds name `mif1`: the brand of the coding decides, the major one first.
  const brand = brands.find((each) => each === 'avif' || each === 'avis' || HEIC_BRANDS.has(each));
  if (brand === undefined) return undefined;
  return HEIC_BRANDS.has(brand) ? 'heic' : 'avif';
}
