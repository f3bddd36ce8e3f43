import type { EpochMs } from '../../../base/units.ts';
import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import { awsAccessOf, regionIn } from '../../config/aws-access.ts';
import type { ConfigSet } from '../../config/config-set.ts';
import type { ResolvedSecrets } from '../../config/resolve-secrets.ts';
import type { SinkConfig, SourceConfig } from '../../config/schema.ts';
import type { AwsCalls } from './aws-calls.ts';
import { identityChecks, trailCheck } from './aws-checks.ts';
import type { Check } from './check.ts';
import { dataEventChecks } from './data-event-checks.ts';
import { diskCheck, type OpenStore, rulesCheck, secretsCheck, storeCheck, versionCheck } from './local-checks.ts';
import { sinkCheck } from './sink-checks.ts';
import { listenCheck, sourceChecks } from './source-checks.ts';

/** What checks are made with. */
export interface CheckTools {
  readonly calls: AwsCalls;
  readonly secrets: Promise<ResolvedSecrets>;
  readonly openStore: OpenStore;
  readonly now: () => EpochMs;
}

/** All that a configuration needs: nothing of AWS where it uses nothing of AWS. */
export function checksFor(set: ConfigSet, { calls, secrets, openStore, now }: CheckTools): Check[] {
  const { config } = set.loaded;
  const accesses = distinct([...config.sources.flatMap(accessesOf), ...Object.values(config.sinks).flatMap(accessesOf)]);
  const watched = distinct(config.sources.flatMap(accessesOf));
  return [
    versionCheck(),
    rulesCheck(set),
    secretsCheck(secrets),
    storeCheck(config.store.path, openStore),
    diskCheck(config.store.path),
    ...(config.http === undefined ? [] : [listenCheck(config.http.host, config.http.port, 'http')]),
    ...accesses.flatMap((access) => identityChecks(access, calls, now)),
    ...watched.map((access) => trailCheck(access, calls)),
    ...dataEventChecks(set.eventRules, watched, calls),
    ...config.sources.flatMap((source) => sourceChecks(source, calls, now)),
    ...Object.entries(config.sinks).map(([name, sink]) => sinkCheck(name, sink, secrets, calls)),
  ];
}

/** Whose credentials something uses, with one of its regions; none where it isn't about AWS. */
function accessesOf(part: SourceConfig | SinkConfig): AwsAccess[] {
  switch (part.type) {
    case 'lookup-events': {
      const [region] = part.regions;
      return [awsAccessOf({ ...part, ...(region !== undefined && { region }) })];
    }
    case 'sqs': {
      const region = part.region ?? regionIn(part.queue_url);
      return [awsAccessOf({ ...part, ...(region !== undefined && { region }) })];
    }
    case 's3':
    case 'sns':
    case 'sms':
    case 'eventbridge':
    case 'security-hub':
      return [awsAccessOf(part)];
    default:
      return [];
  }
}

/** One for each set of credentials: the first region stands for all. */
function distinct(accesses: readonly AwsAccess[]): AwsAccess[] {
  const byCredentials = new Map<string, AwsAccess>();
  for (const access of accesses) {
    const key = JSON.stringify([access.profile, access.roleArn, access.externalId]);
    const known = byCredentials.get(key);
    if (known === undefined || known.region === undefined) byCredentials.set(key, access);
  }
  return [...byCredentials.values()];
}
