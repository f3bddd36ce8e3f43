/** An IP address as a number of 32 or 128 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

export interface AddressRange {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Reads an address as EventBridge's matcher does: four decimal numbers (leading zeros are ignored, so `010.0.0.1` is
 * `10.0.0.1`), or eight hexadecimal groups with at most one `::`. No dotted IPv4 inside IPv6, no zone, no port, no brackets. An
 * IPv4 address mapped into IPv6 (`::ffff:c000:201`) is that IPv4 address.
 */
export function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): Address | undefined {
  if (text.length > 15) return undefined;
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part) && Number(part) <= 255)) return undefined;
  return { bits: 32, value: join(parts.map(BigInt), 8n) };
}

function parseV6(text: string): Address | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const gap = text.indexOf('::');
  const head = groups(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const zeros = 8 - head.length - tail.length;
  if (gap < 0 ? zeros !== 0 : zeros < 1) return undefined;
  const value = join([...head, ...Array<bigint>(zeros).fill(0n), ...tail], 16n);
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value };
}

function groups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  if (parts.length > 8 || parts.includes('')) return undefined;
  const values = parts.map((part) => Number.parseInt(part, 16));
  return values.every((value) => value <= 0xffff) ? values.map(BigInt) : undefined;
}

function join(parts: readonly bigint[], width: bigint): bigint {
  return parts.reduce((value, part) => (value << width) | part, 0n);
}

/** `base/bits`, the base need not be the first address. Undefined if it isn't one. */
export function parseRange(text: string): AddressRange | undefined {
  const [base, width, ...more] = text.split('/');
  const address = parseAddress(base ?? '');
  if (address === undefined || width === undefined || more.length > 0 || !/^[0-9]{1,3}$/.test(width)) return undefined;
  if (Number(width) > address.bits) return undefined;
  const free = (1n << BigInt(address.bits - Number(width))) - 1n;
  return { bits: address.bits, first: address.value & ~free, last: address.value | free };
}

/** The same for every way to write it: `192.0.2.0/24`, `2001:db8:0:0:0:0:0:0/32`. */
export function formatRange({ bits, first, last }: AddressRange): string {
  const free = (last - first).toString(2).replace(/^0$/, '').length;
  const [count, width, radix, mark] = bits === 32 ? ([4, 8n, 10, '.'] as const) : ([8, 16n, 16, ':'] as const);
  const part = (index: number) => ((first >> (width * BigInt(count - 1 - index))) & ((1n << width) - 1n)).toString(radix);
  return `${Array.from({ length: count }, (_, index) => part(index)).join(mark)}/${bits - free}`;
}

export function isInside(range: AddressRange, address: Address): boolean {
  return range.bits === address.bits && range.first <= address.value && address.value <= range.last;
}
