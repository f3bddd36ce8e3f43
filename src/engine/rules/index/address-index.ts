import { type AddressRange, parseAddress, parseRange } from '../leaf/address.ts';

/**
 * Which of many address ranges hold an address? Ranges are blocks, so there is one look-up for each block size that occurs,
 * whatever the number of ranges.
 */
export class AddressIndex {
  /** Of IPv4: mask → first address of the block → ids. */
  private readonly small = new Map<number, Map<number, number[]>>();
  private readonly large = new Map<bigint, Map<bigint, number[]>>();

  /** A text that isn't a range holds nothing. */
  add(text: string, id: number): void {
    const range = parseRange(text);
    if (range === undefined) return;
    if (range.bits === 32) insert(this.small, Number(~size(range) & 0xffff_ffffn) | 0, Number(range.first) | 0, id);
    else insert(this.large, size(range), range.first, id);
  }

  find(text: string, hits: number[]): void {
    const first = text.charCodeAt(0);
    const decimal = first >= 48 && first <= 57;
    if (decimal) {
      const address = parseDecimal(text);
      if (address >= 0) {
        this.findSmall(address | 0, hits);
        return;
      }
    }
    if (!text.includes(':')) return;
    const address = parseAddress(text);
    if (address === undefined) return;
    if (address.bits === 32) this.findSmall(Number(address.value) | 0, hits);
    else for (const [free, blocks] of this.large) pushAll(blocks.get(address.value & ~free), hits);
  }

  private findSmall(address: number, hits: number[]): void {
    for (const [mask, blocks] of this.small) pushAll(blocks.get(address & mask), hits);
  }
}

/** The bits of an address that a range leaves free. */
function size(range: AddressRange): bigint {
  return range.last - range.first;
}

function insert<N>(table: Map<N, Map<N, number[]>>, mask: N, first: N, id: number): void {
  const blocks = table.get(mask) ?? new Map<N, number[]>();
  table.set(mask, blocks);
  const ids = blocks.get(first);
  if (ids === undefined) blocks.set(first, [id]);
  else ids.push(id);
}

function pushAll(ids: readonly number[] | undefined, hits: number[]): void {
  if (ids !== undefined) for (const id of ids) hits.push(id);
}

/** Four decimal numbers, as `parseAddress` reads them, but without allocating. -1 if it isn't. */
function parseDecimal(text: string): number {
  if (text.length > 15) return -1;
  let address = 0;
  let part = -1;
  let parts = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      part = (part < 0 ? 0 : part * 10) + digit;
      if (part > 255) return -1;
    } else if (digit === -2 && part >= 0) {
      address = address * 256 + part;
      parts++;
      part = -1;
    } else return -1;
  }
  return parts === 3 && part >= 0 ? address * 256 + part : -1;
}
