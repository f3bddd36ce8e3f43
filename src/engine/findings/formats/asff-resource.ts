import type { Finding } from '../../../model/finding.ts';
import { parseArn } from './arn.ts';
import { clipText } from './clip-text.ts';

export interface AsffResource {
  readonly Type: string;
  readonly Id: string;
  readonly Partition?: 'aws' | 'aws-cn' | 'aws-us-gov';
  readonly Region?: string;
  readonly ResourceRole?: 'Actor' | 'Target';
}

const MOST = 32;
const ID_LIMIT = 512;
const PARTITIONS: ReadonlySet<string> = new Set(['aws', 'aws-cn', 'aws-us-gov']);

/** By service and the first word of the resource. Source: AWS Security Hub User Guide, "Resources ASFF object", `Type`. */
const types: Readonly<Record<string, string>> = {
  'cloudtrail trail': 'AwsCloudTrailTrail',
  'dynamodb table': 'AwsDynamoDbTable',
  'ec2 instance': 'AwsEc2Instance',
  'ec2 network-acl': 'AwsEc2NetworkAcl',
  'ec2 network-interface': 'AwsEc2NetworkInterface',
  'ec2 security-group': 'AwsEc2SecurityGroup',
  'ec2 subnet': 'AwsEc2Subnet',
  'ec2 volume': 'AwsEc2Volume',
  'ec2 vpc': 'AwsEc2Vpc',
  'ecr repository': 'AwsEcrRepository',
  'eks cluster': 'AwsEksCluster',
  'iam group': 'AwsIamGroup',
  'iam policy': 'AwsIamPolicy',
  'iam role': 'AwsIamRole',
  'iam user': 'AwsIamUser',
  'kms key': 'AwsKmsKey',
  'lambda function': 'AwsLambdaFunction',
  'rds cluster': 'AwsRdsDbCluster',
  'rds db': 'AwsRdsDbInstance',
  'secretsmanager secret': 'AwsSecretsManagerSecret',
};

/** Who and what: the actor first, then what the events name, at most 32 in all, each once. Never empty. */
export function toAsffResources({ actor, resources, account, region }: Finding, home: string): readonly AsffResource[] {
  const found = new Map<string, AsffResource>();
  const add = (id: string, role: 'Actor' | 'Target') => {
    const resource = toResource(id, role, region);
    if (found.size < MOST && !found.has(resource.Id)) found.set(resource.Id, resource);
  };
  if (actor !== '') add(actor, 'Actor');
  for (const resource of resources) if (resource !== '') add(resource, 'Target');
  if (found.size > 0) return [...found.values()];
  return [{ Type: 'AwsAccount', Id: `AWS::::Account:${/^\d{12}$/.test(account) ? account : home}` }];
}

function toResource(id: string, role: 'Actor' | 'Target', findingRegion: string): AsffResource {
  const arn = parseArn(id);
  const region = arn?.region || findingRegion;
  return {
    Type: arn === undefined ? 'Other' : typeOf(arn.service, arn.resource),
    Id: clipText(id, ID_LIMIT),
    ...(arn !== undefined && PARTITIONS.has(arn.partition) && { Partition: arn.partition as 'aws' }),
    ...(/^[a-z0-9-]{1,16}$/.test(region) && { Region: region }),
    ResourceRole: role,
  };
}

function typeOf(service: string, resource: string): string {
  if (service === 's3') return resource.includes('/') ? 'AwsS3Object' : 'AwsS3Bucket';
  if (service === 'sns') return 'AwsSnsTopic';
  if (service === 'sqs') return 'AwsSqsQueue';
  if (service === 'iam' && resource === 'root') return 'AwsAccount';
  const kind = `${service} ${/^[^:/]*/.exec(resource)![0]}`;
  return Object.hasOwn(types, kind) ? types[kind]! : 'Other';
}
