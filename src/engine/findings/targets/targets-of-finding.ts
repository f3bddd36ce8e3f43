import type { Finding } from '../../../model/finding.ts';
import type { Target, TargetThing } from '../../../model/target.ts';
import { thing } from './thing.ts';

/**
 * What a finding itself names: its actor and its resources, by their ARNs. Less than its events say: no access key, no rule of a
 * security group, nothing that has no ARN in them.
 */
export function targetsOfFinding({ actor, resources, account, region, lastAt }: Finding): Target[] {
  const at = Date.parse(lastAt);
  const of = (as: Target['as'], arn: string): Target[] => {
    const found = thingOf(arn);
    const [, , , place = '', owner = ''] = arn.split(':');
    const inAccount = owner === '' ? account : owner;
    if (found === undefined || !/^\d{12}$/.test(inAccount)) return [];
    return [{ account: inAccount, region: place || region, as, at, ...found }];
  };
  return [...of('actor', actor), ...resources.flatMap((arn) => of('named', arn))];
}

/** Source: AWS Service Authorization Reference, "Resource types defined by …". */
function thingOf(arn: string): TargetThing | undefined {
  const [, , service, , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  const [type = '', ...path] = resource.split('/');
  switch (service) {
    case 's3':
      return path.length === 0 ? thing.bucket(type) : thing.object(type, path.join('/'));
    case 'ec2':
      if (type === 'instance') return thing.instance(path[0]);
      return type === 'snapshot' ? thing.snapshot(path[0], []) : undefined;
    case 'iam':
      if (type === 'user') return thing.user(path.at(-1));
      return type === 'role' ? thing.role(path.at(-1)) : undefined;
    case 'sts':
      return type === 'assumed-role' ? thing.role(path[0]) : undefined;
    case 'cloudtrail':
      return type === 'trail' ? thing.trail(arn) : undefined;
    case 'kms':
      return type === 'key' ? thing.kmsKey(arn) : undefined;
    default:
      return undefined;
  }
}
