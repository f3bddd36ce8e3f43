import { deflateSync } from 'node:zlib';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/** Images made for tests. */
const scene = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 40, b: 40 } } }).composite([
    // The upper left quarter is blue: which way is up can be seen.
    {
      input: {
        create: { width: Math.ceil(width / 2), height: Math.ceil(height / 2), channels: 3, background: { r: 20, g: 20, b: 220 } },
      },
      left: 0,
      top: 0,
    },
  ]);

export const images = {
  jpeg: (width = 640, height = 480) => scene(width, height).jpeg().toBuffer(),
  png: () => scene(640, 480).png().toBuffer(),
  webp: () => scene(640, 480).webp().toBuffer(),
  avif: () => scene(640, 480).avif({ effort: 0 }).toBuffer(),
  /** Two frames, the second one green. */
  async gif() {
    const frames = await Promise.all([
      scene(640, 480).removeAlpha().raw().toBuffer(),
      sharp({ create: { width: 640, height: 480, channels: 3, background: '#00ff00' } })
        .raw()
        .toBuffer(),
    ]);
    const raw = { width: 640, height: 960, channels: 3, pageHeight: 480 } as const;
    return sharp(Buffer.concat(frames), { raw })
      .gif({ delay: [100, 100] })
      .toBuffer();
  },
  /** As a camera writes it that was held upright: the pixels lie on their side, and the place is in it. */
  camera: () =>
    scene(640, 480)
      .withExif({
        IFD0: { Make: 'Camera', Orientation: '6' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '47/1 22/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '8/1 32/1 0/1' },
      })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
  /** A few hundred bytes that claim to be 10,000 × 10,000 pixels. */
  bomb: () => png(10_000, 10_000),
  svg: async () =>
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'),
} as const;

/** Of a container of ISO/IEC 14496-12, as far as its brands. */
export function brands(major: string, ...compatible: readonly string[]): Buffer {
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, Buffer.alloc(64)]);
}

function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1 << 20))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
