import { parseRange } from '../../../leaf/address.ts';
import { CannotSay } from './said-text.ts';

/** At most so many beginnings for one range of addresses. */
const mostPrefixes = 16;

/** Texts with which the IPv4 addresses of a range begin: `10.`, `192.0.2.`; a whole address if it is one. */
export function addressPrefixes(range: string): string[] {
  const parsed = parseRange(range);
  if (parsed === undefined || parsed.bits !== 32) throw new CannotSay('for a range of IPv6 addresses');
  const free = (parsed.last - parsed.first).toString(2).replace(/^0$/, '').length;
  const bytes = Math.ceil((32 - free) / 8);
  const count = 1 << (bytes * 8 - (32 - free));
  if (bytes === 0 || count > mostPrefixes) throw new CannotSay(`for the range of addresses ${range}`);
  const step = 1n << BigInt(32 - bytes * 8);
  return Array.from({ length: count }, (_, index) => {
    const first = parsed.first + BigInt(index) * step;
    const parts = [24n, 16n, 8n, 0n].slice(0, bytes).map((shift) => (first >> shift) & 255n);
    return `${parts.join('.')}${bytes === 4 ? '' : '.'}`;
  });
}
