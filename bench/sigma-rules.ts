import { Random } from '../src/simulation/random.ts';

const words = (text: string) => text.trim().split(/\s+/);
const names =
  words(`StopLogging DeleteTrail UpdateTrail CreateUser CreateAccessKey AttachUserPolicy PutUserPolicy CreateLoginProfile ConsoleLogin
  AssumeRole GetSecretValue RunInstances AuthorizeSecurityGroupIngress PutBucketPolicy DeleteBucket ModifySnapshotAttribute GetParameter
  DeactivateMFADevice UpdateFunctionCode20150331v2 CreateFunction20150331 DisableKey ScheduleKeyDeletion ListBuckets GetCallerIdentity
  DescribeInstances DeleteFlowLogs StopConfigurationRecorder DeleteDetector UpdateDetector PutRolePolicy CreateRole PassRole`);
const services = words(
  'cloudtrail iam sts s3 ec2 kms lambda guardduty config secretsmanager ssm signin rds logs organizations eks',
);
const agents = words('boto3 python-requests kali parrot pentoo aws-sdk-go Pacu curl terraform S3Browser stratus-red-team');

/**
 * Sigma rules as people write them for CloudTrail: a service and some calls, successes or failures, who is left out; the rest
 * looks into parameters, with wildcards, address ranges, regular expressions. The same seed gives the same rules.
 */
export function generateSigmaRules(count: number, seed = 1): string[] {
  const random = new Random(seed, 'sigma rules');
  return Array.from({ length: count }, (_, index) => {
    const calls = Array.from({ length: 1 + random.below(4) }, () => random.pick(names));
    const selection = [`eventSource: ${random.pick(services)}.amazonaws.com`];
    const detections: string[] = [];
    let condition = 'selection';
    const form = random.below(100);
    if (form < 60) selection.push(`eventName: [${calls.join(', ')}]`);
    else if (form < 72)
      selection.push(`eventName|startswith: ${random.pick(words('Delete Put Update Create Describe Get List'))}`);
    else if (form < 80) selection.push(`eventName|endswith: ${random.pick(words('Policy Trail Key User Role Rule'))}`);
    else selection.push(`eventName: ${calls[0]}`);
    const extra = random.below(100);
    if (extra < 12) selection.push(`requestParameters.policyArn|contains: [AdministratorAccess, PowerUser${index}]`);
    else if (extra < 22) selection.push(`userAgent|contains: [${random.pick(agents)}, ${random.pick(agents)}${index}]`);
    else if (extra < 28) selection.push(`sourceIPAddress|cidr: 198.51.${random.below(200)}.0/24`);
    else if (extra < 34) selection.push(`requestParameters.bucketName|re: '^(prod|stage)-[a-z]+-${index % 10}[0-9]*$'`);
    else if (extra < 38) selection.push(`userIdentity.arn: 'arn:aws:*:role/admin-${index}-?'`);
    else if (extra < 44) selection.push('userIdentity.type: Root');
    else if (extra < 47) selection.push(`requestParameters.maxResults|gte: ${index}`);
    if (random.below(100) < 35) {
      detections.push('  success:', '    errorCode: null');
      condition += ' and success';
    }
    if (random.below(100) < 40) {
      detections.push('  filter_service:', '    userIdentity.invokedBy|endswith: .amazonaws.com');
      detections.push('  filter_admin:', `    userIdentity.arn|contains: [':role/deploy-${index % 7}', aws-reserved]`);
      condition += ' and not 1 of filter_*';
    }
    return [
      `title: Rule ${index}`,
      `id: rule-${index}`,
      'logsource: {product: aws, service: cloudtrail}',
      'detection:',
      '  selection:',
      ...selection.map((line) => `    ${line}`),
      ...detections,
      `  condition: ${condition}`,
    ].join('\n');
  });
}
