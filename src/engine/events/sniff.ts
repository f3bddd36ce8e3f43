import { Problem } from '../../base/problem.ts';
import { isGap } from './resync.ts';

/** So many bytes at the beginning are enough to tell what kind of content it is. */
export const SNIFFED = 512;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

const decompress = (tool: string) => `Decompress it with ${tool} first.`;

/** First bytes of what is known and not ours to read, what it is, and what to do about it. */
const KNOWN: readonly { readonly magic: readonly number[]; readonly what: string; readonly hint: string }[] = [
  {
    magic: [...Buffer.from('PAR1')],
    what: 'Parquet',
    hint: 'Export it as JSON first, for example with a query in Athena or DuckDB.',
  },
  { magic: [0x50, 0x4b, 3, 4], what: 'a zip archive', hint: 'Unpack it first.' },
  { magic: [0x1f, 0x8b, 8], what: 'compressed with gzip too many times', hint: decompress('gunzip') },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with zstd', hint: decompress('zstd -d') },
  { magic: [...Buffer.from('BZh')], what: 'compressed with bzip2', hint: decompress('bunzip2') },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], what: 'compressed with xz', hint: decompress('unxz') },
  { magic: [0x04, 0x22, 0x4d, 0x18], what: 'compressed with lz4', hint: decompress('lz4 -d') },
  { magic: [0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59], what: 'compressed with snappy', hint: 'Decompress it first.' },
  { magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], what: 'a 7z archive', hint: 'Unpack it first.' },
  { magic: [...Buffer.from('Rar!')], what: 'a rar archive', hint: 'Unpack it first.' },
  { magic: [0x4f, 0x62, 0x6a, 1], what: 'Avro', hint: 'Export it as JSON first.' },
  { magic: [...Buffer.from('ORC')], what: 'ORC', hint: 'Export it as JSON first.' },
  { magic: [...Buffer.from('SQLite format 3')], what: 'an SQLite database', hint: 'Export its events as JSON first.' },
  { magic: [0x89, 0x50, 0x4e, 0x47], what: 'a PNG image', hint: 'Leave it out.' },
  { magic: [0xff, 0xd8, 0xff], what: 'a JPEG image', hint: 'Leave it out.' },
  { magic: [...Buffer.from('%PDF')], what: 'a PDF document', hint: 'Leave it out.' },
  { magic: [0x7f, 0x45, 0x4c, 0x46], what: 'a program', hint: 'Leave it out.' },
];

/** Is this content that can't be log, whatever follows? Then why, and what to do. */
export function refusalOf(head: Uint8Array): Problem | undefined {
  for (const { magic, what, hint } of KNOWN) {
    if (magic.every((byte, i) => head[i] === byte)) return new Problem('DECODE_SHAPE', `the content is ${what}`, { hint });
  }
  if (isTar(head)) return new Problem('DECODE_SHAPE', 'the content is a tar archive', { hint: 'Unpack it first.' });
  if (isBinary(head.subarray(0, SNIFFED)))
    return new Problem('DECODE_SHAPE', 'the content is binary data of an unknown kind', { hint: 'Leave it out.' });
  return undefined;
}

function isTar(head: Uint8Array): boolean {
  return head.length > 262 && Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

/** Zero bytes among others, unless it begins like JSON. Zero bytes alone are padding, or somebody's decompression bomb: the reader will see how many. */
function isBinary(head: Uint8Array): boolean {
  const first = head.find((byte) => !isGap(byte));
  return head.includes(0) && first !== 0x7b && first !== 0x5b && head.some((byte) => byte !== 0);
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the byte order mark; PowerShell's `>` writes UTF-16. `mark`: its length in bytes. */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly mark: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  return { encoding: 'utf-8', mark: 0 };
}
