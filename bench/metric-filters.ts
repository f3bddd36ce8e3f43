import { Random } from '../src/simulation/random.ts';

const words = (text: string) => text.trim().split(/\s+/);
const names =
  words(`StopLogging DeleteTrail UpdateTrail CreateUser CreateAccessKey AttachUserPolicy PutUserPolicy CreateLoginProfile ConsoleLogin
  AssumeRole GetSecretValue RunInstances AuthorizeSecurityGroupIngress PutBucketPolicy DeleteBucket ModifySnapshotAttribute GetParameter
  DisableKey ScheduleKeyDeletion ListBuckets GetCallerIdentity DescribeInstances DeleteFlowLogs PutRolePolicy CreateRole GetObject`);
const things = words(
  'Trail User Role Policy Bucket Key Instance Group Route Table Vpc Gateway Snapshot Parameter Secret Function',
);
const verbs = words('Create Delete Put Update Attach Detach Modify Disable Get List Describe');
const services = words('cloudtrail iam sts s3 ec2 kms lambda config secretsmanager ssm signin rds logs organizations');

/**
 * Filter patterns as benchmarks and templates have them: lists of calls, one service and some calls, errors by their ends, who it was, what
 * is not there; some numbers and regular expressions. The same seed gives the same patterns.
 */
export function generateMetricFilters(count: number, seed = 1): string[] {
  const random = new Random(seed, 'metric filters');
  const name = () => (random.chance(1, 2) ? random.pick(names) : random.pick(verbs) + random.pick(things));
  const calls = (most: number) => Array.from({ length: 1 + random.below(most) }, () => `($.eventName = ${name()})`).join(' || ');
  const service = () => `($.eventSource = ${random.pick(services)}.amazonaws.com)`;
  return Array.from({ length: count }, (_, index) => {
    const form = random.below(100);
    if (form < 30) return `{ ${calls(8)} }`;
    if (form < 55) return `{ ${service()} && (${calls(5)}) }`;
    if (form < 63) return `{ ($.errorCode = "*${random.pick(words('Denied Operation Exception NotFound'))}") && ${service()} }`;
    if (form < 70)
      return `{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventName != "${name()}" && $.eventName != "Describe*" }`;
    if (form < 77) return `{ (${calls(3)}) && $.userIdentity.arn != "*:role/deploy-${index % 50}*" && $.errorCode NOT EXISTS }`;
    if (form < 83) return `{ $.readOnly IS FALSE && $.sourceIPAddress != "198.51.${random.below(200)}.*" && ${service()} }`;
    if (form < 88)
      return `{ $.userIdentity.userName = "${random.pick(words('alice bob carol deploy admin'))}-${index}" || ${calls(2)} }`;
    if (form < 92) return `{ $.requestParameters.maxResults > ${index} && ${service()} }`;
    if (form < 96) return `{ $.userAgent = %^[Bb]oto3/1\\.${index % 100}|^Pacu% && ${service()} }`;
    return `{ $.resources[*].ARN = "arn:aws:s3:::*" && (${calls(2)}) }`;
  });
}
