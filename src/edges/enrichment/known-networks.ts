import { BlockList, isIP } from 'node:net';
import { Problem } from '../../base/problem.ts';

/**
 * Which known networks an address belongs to: their names, in the order given; none for what is no address.
 * @param networks name → addresses and ranges: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`
 * @throws {Problem} CONFIG_FIELD for what is neither
 */
export function createNetworkLookup(networks: ReadonlyMap<string, readonly string[]>): (address: string) => readonly string[] {
  const lists = [...networks].map(([name, ranges]) => ({ name, list: blockList(name, ranges) }));
  return (address) => {
    const family = familyOf(address);
    return family === undefined ? [] : lists.filter(({ list }) => list.check(address, family)).map(({ name }) => name);
  };
}

function blockList(name: string, ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, ...more] = range.split('/');
    const family = familyOf(address);
    const most = family === 'ipv4' ? 32 : 128;
    const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (family === undefined || !isPrefix || more.length > 0) {
      throw new Problem('CONFIG_FIELD', `network ${name}: ${range} is no address or range`, {
        hint: 'Write 192.0.2.0/24 or 2001:db8::/32',
      });
    }
    list.addSubnet(address, bits === undefined ? most : Number(bits), family);
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
