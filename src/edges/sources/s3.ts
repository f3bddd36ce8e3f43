import { Problem } from '../../base/problem.ts';
import type { Bytes } from '../../base/units.ts';
import { createS3Reader, type S3Reader } from '../aws/use/s3.ts';
import { type Ahead, fetchAhead } from './fetch-ahead.ts';
import { patientReader } from './patient-reader.ts';
import { AHEAD_LIMIT, objectChunks, openObject, wholeObject } from './s3-delivery.ts';
import { type Found, listTrail } from './s3-listing.ts';
import type { Listed, Source, SourceOptions, Totals } from './source.ts';
import type { Wanted } from './trail-key.ts';

export interface S3SourceOptions extends SourceOptions, Wanted {
  /** For tests; by default the AWS SDK, set up by the environment. */
  readonly reader?: S3Reader;
}

/**
 * `s3://bucket/prefix`: every object whose key begins with the prefix, or the one object of that very name. See `listTrail` for
 * what is left out when dates, accounts or regions are wanted.
 * @throws {Problem} CLI_USAGE if it isn't such an address
 */
export function s3Source(url: string, options: S3SourceOptions = {}): Source {
  const { bucket, prefix } = parseUrl(url);
  const { signal } = options;
  const reader = patientReader(options.reader ?? createS3Reader());
  const nameOf = (key: string) => `s3://${bucket}/${key}`;

  async function* find(stop: AbortSignal | undefined): AsyncGenerator<Found | Listed, void> {
    let first = true;
    try {
      for await (const found of listTrail(reader, bucket, prefix, options, stop)) {
        yield found;
        // An object of exactly this name is what was meant, not others that begin alike.
        if (first && found.key === prefix && !prefix.endsWith('/')) return;
        first = false;
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (stop?.aborted !== true) yield { kind: 'problem', problem: error };
      return;
    }
    if (first && stop?.aborted !== true) yield { kind: 'problem', problem: nothing(nameOf(prefix)) };
  }

  return {
    list: () =>
      fetchAhead(signal, find, (found, stop) => {
        if (!('key' in found)) return found;
        const { key } = found;
        if (found.kind === 'ignored') return { kind: 'ignored', file: nameOf(key), reason: found.reason };
        return objectDelivery(reader, bucket, key, found.size, stop);
      }),
    reopen(file) {
      const key = file.startsWith(nameOf(prefix)) ? file.slice(nameOf('').length) : undefined;
      if (key === undefined) return undefined;
      return { file, size: undefined, open: () => openObject(reader, { bucket, key, signal }), elsewhere: 'sent' };
    },
    async measure(): Promise<Totals> {
      let files = 0;
      let bytes = 0;
      for await (const found of find(signal)) {
        if (found.kind !== 'object') continue;
        files++;
        bytes += found.size;
      }
      return { files, bytes };
    },
  };
}

/** Small objects are on their way from the moment they are listed. */
function objectDelivery(reader: S3Reader, bucket: string, key: string, size: Bytes, signal: AbortSignal): Ahead {
  const request = { bucket, key, signal };
  const file = `s3://${bucket}/${key}`;
  if (size > AHEAD_LIMIT) return { kind: 'delivery', delivery: { file, size, open: async () => objectChunks(reader, request) } };
  const body = wholeObject(reader, request);
  return { kind: 'delivery', delivery: { file, size, open: () => body, elsewhere: 'sent' }, body };
}

function nothing(file: string): Problem {
  return new Problem('S3_NOT_FOUND', 'no object begins with this name', {
    at: { file },
    hint: 'Check the prefix with `aws s3 ls`, and --from, --to, --account and --region if they are given',
  });
}

function parseUrl(url: string): { readonly bucket: string; readonly prefix: string } {
  const [bucket = '', ...prefix] = url.replace(/^s3:\/\//, '').split('/');
  if (bucket !== '' && url.startsWith('s3://')) return { bucket, prefix: prefix.join('/') };
  throw new Problem('CLI_USAGE', `${url} names no bucket`, { hint: 'Write s3://bucket or s3://bucket/prefix' });
}
