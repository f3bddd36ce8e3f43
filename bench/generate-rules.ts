import { Random } from '../src/simulation/random.ts';

/** An EventBridge event pattern, as an object. */
export type Pattern = { readonly [field: string]: unknown };

/** What a rule's first field asks. */
export const operators = [
  ...['exact', 'prefix', 'suffix', 'wildcard', 'anything-but list', 'anything-but prefix', 'anything-but suffix'],
  ...['anything-but wildcard', 'numeric', 'cidr', 'exists', 'ignore-case', '$or', 'identity type', 'error code'],
] as const;
export type Operator = (typeof operators)[number];

/** How people write rules: what, out of a hundred. */
const mix: readonly (readonly [weight: number, operator: Operator])[] = [
  [30, 'exact'],
  [12, 'prefix'],
  [10, 'identity type'],
  [8, 'error code'],
  [8, 'wildcard'],
  [8, 'anything-but list'],
  [5, 'exists'],
  [4, 'ignore-case'],
  [3, 'numeric'],
  [4, 'cidr'],
  [2, 'anything-but prefix'],
  [1, 'anything-but suffix'],
  [1, 'anything-but wildcard'],
  [2, 'suffix'],
  [2, '$or'],
];

/**
 * Patterns as people write them over CloudTrail events: one to three fields. A third have one field only, so rules that nearly
 * every event matches (`anything-but`, `exists`, an identity type) are among them. The same seed gives the same patterns.
 */
export function generateMixed(count: number, seed = 1): Pattern[] {
  const make = new PatternMaker(seed, 'mixed');
  const lots = mix.flatMap(([weight, operator]) => Array<Operator>(weight).fill(operator));
  return Array.from({ length: count }, () => {
    const operator = make.random.pick(lots);
    return make.withContext(make.pattern(operator), make.random.below(3));
  });
}

/** What happens in any account, now and then. */
const usualNames = ['ConsoleLogin', 'CreateAccessKey', 'StopLogging', 'DeleteBucket', 'PutRolePolicy'];

/**
 * Rules of which few match: each names some calls or a service, with whatever operator, and somebody or something of its own that hardly ever
 * is there. The first five match what happens now and then.
 */
export function generateRare(count: number, seed = 1): Pattern[] {
  const make = new PatternMaker(seed, 'rare');
  const lots = mix.flatMap(([weight, operator]) => Array<Operator>(operator === '$or' ? 0 : weight).fill(operator));
  return Array.from({ length: count }, (_, index) =>
    index < usualNames.length
      ? { detail: { eventName: [usualNames[index]] } }
      : merge(make.pattern(make.random.pick(lots)), make.own(index)),
  );
}

/** Patterns with one field and one operator. */
export function generateOnly(operator: Operator, count: number, seed = 1): Pattern[] {
  const make = new PatternMaker(seed, operator);
  return Array.from({ length: count }, () => make.pattern(operator));
}

const words = (text: string) => text.trim().split(/\s+/);
const verbs = words(
  'Create Delete Update Put Attach Detach Get List Describe Modify Start Stop Run Terminate Enable Disable Register',
);
const things =
  words(`User Role Policy AccessKey LoginProfile Group Trail Bucket BucketPolicy Object Instance Instances Volume Snapshot
  SecurityGroup NetworkAcl Route RouteTable InternetGateway Vpc Subnet Key Alias Grant Secret Parameter Function Table Stream Topic Queue
  Cluster Service Task Stack ChangeSet DetectorLists Detector Recorder DeliveryChannel Image KeyPair Certificate Distribution HostedZone`);
const services =
  words(`iam sts s3 ec2 kms lambda dynamodb cloudtrail config logs monitoring organizations guardduty secretsmanager ssm rds
  sns sqs ecs eks ecr elasticloadbalancing route53 cloudfront autoscaling signin athena glue kinesis firehose`);
const identityTypes = [
  'Root',
  'IAMUser',
  'AssumedRole',
  'FederatedUser',
  'AWSService',
  'AWSAccount',
  'WebIdentityUser',
  'SAMLUser',
];
const errorCodes =
  words(`AccessDenied UnauthorizedOperation Client.UnauthorizedOperation ThrottlingException NoSuchBucket NoSuchEntity
  ValidationException InvalidParameterValue ResourceNotFoundException EntityAlreadyExists MalformedPolicyDocument InvalidClientTokenId
  Client.InvalidInstanceID.NotFound LimitExceededException NoSuchKey DryRunOperation`);
const regions = words('us-east-1 us-east-2 us-west-2 eu-west-1 eu-central-1 eu-north-1 ap-southeast-1 ap-northeast-1 sa-east-1');
const teams =
  words(`admin deploy ci build data ops sre web api batch etl audit backup terraform jenkins github lambda eks ecs sales shop
  billing search mobile infra network security support analyst reader writer migration pipeline reporting staging prod dev`);
const agents =
  words(`aws-cli/ aws-cli/1. aws-cli/2. Boto3/ Boto3/1. aws-sdk-go/ aws-sdk-go-v2/ aws-sdk-java/ aws-sdk-nodejs/ APN/1.0
  Terraform/ Mozilla/5.0 console. signin. cloudformation. S3Console/ aws-internal/ kubectl/ python-requests/ curl/ Go-http-client/`);

class PatternMaker {
  readonly random: Random;

  constructor(seed: number, label: string) {
    this.random = new Random(seed, `patterns ${label}`);
  }

  pattern(operator: Operator): Pattern {
    const { random } = this;
    switch (operator) {
      case 'exact':
        return { detail: { eventName: this.several(6, () => this.name()) } };
      case 'identity type':
        return { detail: { userIdentity: { type: this.several(2, () => random.pick(identityTypes)) } } };
      case 'error code':
        return { detail: { errorCode: this.several(4, () => random.pick(errorCodes)) } };
      case 'prefix':
        return this.oneOf<Pattern>([
          () => ({
            detail: {
              eventName: this.several(2, () => ({ prefix: random.pick(verbs) + random.pick(['', '', random.pick(things)]) })),
            },
          }),
          () => ({ detail: { userAgent: [{ prefix: random.pick(agents) + random.pick(['', `${random.below(30)}.`]) }] } }),
          () => ({ detail: { userIdentity: { arn: [{ prefix: this.arnStart() }] } } }),
          () => ({
            detail: { sourceIPAddress: [{ prefix: `${random.pick(['192.0', '198.51', '203.0', '10'])}.${random.below(256)}.` }] },
          }),
          () => ({ detail: { requestParameters: { bucketName: [{ prefix: `${this.team()}-` }] } } }),
        ]);
      case 'suffix':
        return this.oneOf<Pattern>([
          () => ({ detail: { eventSource: [{ suffix: `${random.pick(services)}.amazonaws.com` }] } }),
          () => ({ detail: { eventName: [{ suffix: random.pick(things) }] } }),
          () => ({ detail: { userIdentity: { arn: [{ suffix: `/${this.team()}` }] } } }),
          () => ({
            detail: { errorCode: [{ suffix: random.pick(['Denied', 'Exception', 'Operation', 'NotFound', 'Exceeded']) }] },
          }),
        ]);
      case 'wildcard':
        return this.oneOf<Pattern>([
          () => ({ detail: { userIdentity: { arn: [{ wildcard: this.arnGlob() }] } } }),
          () => ({ detail: { userIdentity: { sessionContext: { sessionIssuer: { arn: [{ wildcard: this.arnGlob() }] } } } } }),
          () => ({ detail: { resources: { ARN: [{ wildcard: `arn:aws:s3:::*${this.team()}*` }] } } }),
        ]);
      case 'anything-but list':
        return this.oneOf<Pattern>([
          () => ({ detail: { eventName: [{ 'anything-but': this.several(8, () => this.name()) }] } }),
          () => ({ detail: { awsRegion: [{ 'anything-but': this.several(4, () => random.pick(regions)) }] } }),
          () => ({ detail: { userIdentity: { type: [{ 'anything-but': this.several(3, () => random.pick(identityTypes)) }] } } }),
          () => ({
            detail: { eventSource: [{ 'anything-but': this.several(5, () => `${random.pick(services)}.amazonaws.com`) }] },
          }),
        ]);
      case 'anything-but prefix':
        return this.oneOf<Pattern>([
          () => ({
            detail: { eventName: [{ 'anything-but': { prefix: random.pick(verbs) + random.pick(['', random.pick(things)]) } }] },
          }),
          () => ({ detail: { userAgent: [{ 'anything-but': { prefix: random.pick(agents) } }] } }),
          () => ({ detail: { userIdentity: { arn: [{ 'anything-but': { prefix: this.arnStart() } }] } } }),
        ]);
      case 'anything-but suffix':
        return this.oneOf<Pattern>([
          () => ({ detail: { eventName: [{ 'anything-but': { suffix: random.pick(things) } }] } }),
          () => ({ detail: { userIdentity: { arn: [{ 'anything-but': { suffix: `/${this.team()}` } }] } } }),
        ]);
      case 'anything-but wildcard':
        return { detail: { userIdentity: { arn: [{ 'anything-but': { wildcard: this.arnGlob() } }] } } };
      case 'numeric':
        return this.oneOf<Pattern>([
          () => ({ detail: { requestParameters: { maxResults: [{ numeric: this.range(1000) }] } } }),
          () => ({ detail: { additionalEventData: { bytesTransferredOut: [{ numeric: this.range(1_000_000) }] } } }),
          () => ({ detail: { requestParameters: { durationSeconds: [{ numeric: this.range(43_200) }] } } }),
        ]);
      case 'cidr':
        return { detail: { sourceIPAddress: this.several(3, () => ({ cidr: this.block() })) } };
      case 'exists':
        return this.oneOf<Pattern>([
          () => ({ detail: { errorCode: [{ exists: random.chance(1, 2) }] } }),
          () => ({
            detail: { userIdentity: { sessionContext: { sessionIssuer: { userName: [{ exists: random.chance(1, 2) }] } } } },
          }),
          () => ({
            detail: {
              requestParameters: {
                [random.pick(['bucketName', 'userName', 'roleName', 'instanceId', 'policyArn'])]: [{ exists: true }],
              },
            },
          }),
          () => ({ detail: { vpcEndpointId: [{ exists: random.chance(1, 2) }] } }),
        ]);
      case 'ignore-case':
        return this.oneOf<Pattern>([
          () => ({ detail: { eventName: [{ 'equals-ignore-case': this.name().toLowerCase() }] } }),
          () => ({ detail: { userIdentity: { userName: [{ 'equals-ignore-case': this.team().toUpperCase() }] } } }),
          () => ({ detail: { errorMessage: [{ 'equals-ignore-case': 'failed authentication' }] } }),
        ]);
      case '$or':
        return {
          $or: [
            this.oneOf([() => this.pattern('exact'), () => this.pattern('prefix')]),
            this.oneOf([() => this.pattern('error code'), () => this.pattern('wildcard'), () => this.pattern('cidr')]),
          ],
        };
    }
  }

  /** Somebody or something that no other rule names. */
  own(index: number): Pattern {
    const { random } = this;
    const name = `${random.pick(teams)}-${index}`;
    return random.pick<Pattern>([
      { detail: { eventName: [this.name()], requestParameters: { userName: [name] } } },
      { detail: { eventSource: [`${random.pick(services)}.amazonaws.com`], userIdentity: { arn: [{ suffix: `/${name}` }] } } },
      { detail: { eventName: [{ prefix: random.pick(verbs) }], requestParameters: { bucketName: [{ prefix: name }] } } },
      {
        detail: {
          eventSource: [`${random.pick(services)}.amazonaws.com`],
          userIdentity: { arn: [{ wildcard: `*role/${name}/*` }] },
        },
      },
      { detail: { eventName: [this.name(), this.name()], userIdentity: { userName: [name] } } },
    ]);
  }

  /** Adds fields that the pattern doesn't have yet. */
  withContext(pattern: Pattern, fields: number): Pattern {
    let result = pattern;
    for (let i = 0; i < fields; i++) {
      const service = this.random.pick(services);
      result = merge(
        this.oneOf<Pattern>([
          () => ({ source: [`aws.${service}`] }),
          () => ({ 'detail-type': ['AWS API Call via CloudTrail'] }),
          () => ({ detail: { eventSource: [`${service}.amazonaws.com`] } }),
          () => ({ detail: { eventName: this.several(4, () => this.name()) } }),
          () => ({ detail: { awsRegion: this.several(3, () => this.random.pick(regions)) } }),
          () => ({ detail: { readOnly: [false] } }),
          () => ({ detail: { userIdentity: { type: this.several(2, () => this.random.pick(identityTypes)) } } }),
          () => ({ account: ['123456789012'] }),
        ]),
        result,
      );
    }
    return result;
  }

  private oneOf<T>(makers: readonly (() => T)[]): T {
    return this.random.pick(makers)();
  }

  private several<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.random.below(most) }, make);
  }

  private name(): string {
    return this.random.pick(verbs) + this.random.pick(things);
  }

  private team(): string {
    const { random } = this;
    return random.chance(1, 2) ? random.pick(teams) : `${random.pick(teams)}-${random.below(100)}`;
  }

  private arnStart(): string {
    const { random } = this;
    const account = random.chance(1, 2) ? '123456789012' : `${100_000_000 + random.below(1_000_000)}000`;
    return `arn:aws:${random.pick([`iam::${account}:user/`, `iam::${account}:role/`, `sts::${account}:assumed-role/`])}${random.pick(['', this.team()])}`;
  }

  private arnGlob(): string {
    const { random } = this;
    return random.pick([
      `arn:aws:iam::*:role/${this.team()}*`,
      `arn:aws:iam::*:user/${this.team()}`,
      `arn:aws:sts::*:assumed-role/${this.team()}*/*`,
      `arn:aws:sts::123456789012:assumed-role/*${this.team()}*`,
      `*/${this.team()}*`,
      `arn:aws:*:*:*/*${this.team()}`,
    ]);
  }

  private range(end: number): (string | number)[] {
    const low = this.random.below(end);
    return this.random.pick<(string | number)[]>([
      ['>', low],
      ['<=', low],
      ['>=', low, '<', low + 1 + this.random.below(end)],
      ['=', low],
    ]);
  }

  private block(): string {
    const { random } = this;
    const byte = () => random.below(256);
    return random.pick([
      `10.${byte()}.0.0/16`,
      `192.0.2.${byte() & 0xf0}/28`,
      `198.51.100.${byte() & 0xfc}/30`,
      `203.0.113.0/${24 + random.below(7)}`,
      `${1 + random.below(220)}.${byte()}.${byte()}.0/24`,
      `2001:db8:${random.below(65_536).toString(16)}::/48`,
    ]);
  }
}

/** Where both have a field, the second wins. */
function merge(one: Pattern, other: Pattern): Pattern {
  const result: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const mine = result[key];
    result[key] = isPattern(mine) && isPattern(value) ? merge(mine, value) : value;
  }
  return result;
}

function isPattern(value: unknown): value is Pattern {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
