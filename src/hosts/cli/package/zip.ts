import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/`, relative. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

const MADE_BY_UNIX = (3 << 8) | 20;
const NEEDS = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
const DEFLATED = 8;
/** 1980-01-01, the first day that the format knows: the same content is the same file, whenever it is made. */
const DATE = 0x21;
/** A plain file that everybody may read: Lambda's user is another one than whoever packed it. */
const MODE = (0o100644 << 16) >>> 0;
const MOST = 0xffff;

/**
 * A zip file, the same to the byte for the same entries in any order.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 * @throws {RangeError} for more than the format without its 64-bit extension holds
 */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  if (entries.length > MOST) throw new RangeError(`more than ${MOST} files`);
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes } of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(NEEDS, 0);
    common.writeUInt16LE(FLAGS, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(MADE_BY_UNIX);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(MODE, 6);
    rest.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02'), made, common, rest, name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  if (offset + listed.length > 0xffffffff) throw new RangeError('more than 4 GiB');
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
