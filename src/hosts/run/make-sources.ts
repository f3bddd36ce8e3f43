import type { Clock } from '../../base/clock.ts';
import type { Json } from '../../base/json.ts';
import type { Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Checkpoints, LiveSource } from '../../edges/sources/live-source.ts';
import { createS3Reader } from '../../edges/aws/use/s3.ts';
import { createObjectReader, type ObjectReader } from '../../edges/sources/object-reader.ts';
import type { Store } from '../../edges/stores/store.ts';
import { awsAccessOf, regionIn } from '../config/aws-access.ts';
import type { ResolvedSecrets } from '../config/resolve-secrets.ts';
import type { SourceConfig } from '../config/schema.ts';

export interface SourceParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly reveal: ResolvedSecrets['reveal'];
  readonly onProblem: (source: string, problem: Problem) => void;
  /** Regions of a source that names none. */
  readonly defaultRegions: (profile: string | undefined) => readonly string[];
  /** Files that are our own, which a folder may hold: `dev:ino`. */
  readonly except: ReadonlySet<string>;
}

export interface MadeSource {
  readonly source: LiveSource;
  /** Opens what its notifications name, with its own credentials. */
  readonly objects: ObjectReader;
  /** What the user may want to know. */
  readonly notes: readonly string[];
}

/** The sources of a configuration. What a kind of source needs is loaded only where it is used. */
export async function makeSources(configs: readonly SourceConfig[], parts: SourceParts): Promise<MadeSource[]> {
  return Promise.all(
    configs.map(async (config) => {
      const source: LiveSource & { readonly notes?: readonly string[] } = await makeSource(config, parts);
      const access = 'profile' in config || 'role_arn' in config ? awsAccessOf(config) : {};
      return { source, objects: createObjectReader(createS3Reader(process.env, access)), notes: source.notes ?? [] };
    }),
  );
}

async function makeSource(source: SourceConfig, parts: SourceParts): Promise<LiveSource> {
  const { store, clock, reveal } = parts;
  const optionsOf = (name: string) => ({
    clock,
    checkpoints: checkpointsOf(store, name, () => clock.now()),
    onProblem: (problem: Problem) => parts.onProblem(name, problem),
  });
  switch (source.type) {
    case 'lookup-events': {
      const { lookupEventsSource } = await import('../../edges/sources/live/lookup-events.ts');
      const access = awsAccessOf(source);
      const name = source.role_arn ?? source.profile ?? 'default';
      const regions = source.regions.length > 0 ? source.regions : parts.defaultRegions(source.profile);
      return lookupEventsSource({
        ...optionsOf(`lookup-events:${name}`),
        accounts: [{ name, access, regions }],
        startAt: source.start,
      });
    }
    case 'sqs': {
      const { sqsSource } = await import('../../edges/sources/live/sqs.ts');
      const region = source.region ?? regionIn(source.queue_url);
      const access = { ...awsAccessOf(source), ...(region !== undefined && { region }) };
      return sqsSource({ ...optionsOf(`sqs:${source.queue_url}`), url: source.queue_url, access });
    }
    case 's3': {
      const { s3PrefixSource } = await import('../../edges/sources/live/s3-prefix.ts');
      const url = `s3://${source.bucket}/${source.prefix ?? ''}`;
      return s3PrefixSource({
        ...optionsOf(url),
        url,
        from: clock.now() - source.start,
        reader: createS3Reader(process.env, awsAccessOf(source)),
        ...(source.every !== undefined && { pollEvery: source.every }),
      });
    }
    case 'folder': {
      const { folderSource } = await import('../../edges/sources/live/folder.ts');
      return folderSource({
        ...optionsOf(`folder:${source.path}`),
        path: source.path,
        except: parts.except,
        ...(source.every !== undefined && { pollEvery: source.every }),
      });
    }
    case 'http': {
      const { httpSource } = await import('../../edges/sources/live/http.ts');
      const { host, port, token, topics } = source;
      return httpSource({
        ...optionsOf(`http:${host}:${port}`),
        host,
        port,
        ...(token !== undefined && { events: { secret: reveal(token) } }),
        ...(topics.length > 0 && { sns: { topics } }),
      });
    }
    case 'stdin': {
      const { stdinLiveSource } = await import('../../edges/sources/live/stdin.ts');
      return stdinLiveSource(optionsOf('stdin'));
    }
  }
}

/** What is set at the same moment is written at once: each write waits for the disk. */
function checkpointsOf(store: Store, source: string, now: () => EpochMs): Checkpoints {
  let waiting: { readonly entries: Map<string, Json | undefined>; readonly written: Promise<void> } | undefined;
  return {
    get: (keys) => store.checkpoints(source, keys),
    list: () => store.listCheckpoints(source),
    set(entries) {
      if (waiting === undefined) {
        const all = new Map<string, Json | undefined>();
        const written = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
          waiting = undefined;
          return store.setCheckpoints(source, all, now());
        });
        waiting = { entries: all, written };
      }
      for (const [key, value] of entries) waiting.entries.set(key, value);
      return waiting.written;
    },
  };
}
