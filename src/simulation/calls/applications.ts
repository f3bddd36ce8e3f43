import { arnOf } from '../account.ts';
import { BASE62 } from '../random.ts';
import { longTime } from '../times.ts';
import { always, type Maker, read } from './maker.ts';

/** What applications call: Lambda, containers, queues, tables, secrets. */

export const listFunctions = always('lambda', 'ListFunctions20150331', { maxItems: 50 });
export const getFunction: Maker = (site, random) =>
  read('lambda', 'GetFunction20150331v2', { functionName: random.pick(site.functions) });
export const getFunctionPolicy: Maker = (site, random) =>
  read('lambda', 'GetPolicy20150331v2', { functionName: arnOf(site, 'lambda', `function:${random.pick(site.functions)}`) });
export const updateFunctionCode: Maker = (site, random, at) => {
  const functionName = random.pick(site.functions);
  return {
    service: 'lambda',
    name: 'UpdateFunctionCode20150331v2',
    readOnly: false,
    request: {
      functionName,
      s3Bucket: 'example-shop-artifacts',
      s3Key: `${functionName}/${random.hex(12)}.zip`,
      publish: true,
      dryRun: false,
    },
    response: {
      functionName,
      functionArn: arnOf(site, 'lambda', `function:${functionName}`),
      runtime: 'nodejs22.x',
      role: `arn:aws:iam::${site.accountId}:role/${functionName}-role`,
      handler: 'index.handler',
      codeSize: random.between(20_000, 2_000_000),
      description: '',
      timeout: 30,
      memorySize: 512,
      lastModified: longTime(at),
      codeSha256: `${random.text(43, BASE62)}=`,
      version: String(random.between(1, 400)),
      environment: {},
      tracingConfig: { mode: 'PassThrough' },
      revisionId: random.uuid(),
      state: 'Active',
      lastUpdateStatus: 'InProgress',
      packageType: 'Zip',
      architectures: ['arm64'],
      ephemeralStorage: { size: 512 },
    },
  };
};
export const describeTasks: Maker = (site, random) =>
  read('ecs', 'DescribeTasks', { cluster: site.cluster, tasks: [arnOf(site, 'ecs', `task/${site.cluster}/${random.hex(32)}`)] });
export const describeServices: Maker = (site, random) =>
  read('ecs', 'DescribeServices', { cluster: site.cluster, services: [random.pick(site.services)] });
export const updateService: Maker = (site, random) => {
  const service = random.pick(site.services);
  const taskDefinition = arnOf(site, 'ecs', `task-definition/${service}:${random.between(1, 300)}`);
  return {
    service: 'ecs',
    name: 'UpdateService',
    readOnly: false,
    request: { cluster: site.cluster, service, taskDefinition, desiredCount: 3, forceNewDeployment: false },
    response: {
      service: {
        serviceArn: arnOf(site, 'ecs', `service/${site.cluster}/${service}`),
        serviceName: service,
        clusterArn: arnOf(site, 'ecs', `cluster/${site.cluster}`),
        status: 'ACTIVE',
        desiredCount: 3,
        runningCount: 3,
        pendingCount: 0,
        launchType: 'FARGATE',
        taskDefinition,
      },
    },
  };
};
export const getAuthorizationToken: Maker = (site) => read('ecr', 'GetAuthorizationToken', { registryIds: [site.accountId] });
export const batchGetImage: Maker = (site, random) => {
  const repositoryName = random.pick(site.services);
  return {
    ...read('ecr', 'BatchGetImage', {
      repositoryName,
      registryId: site.accountId,
      imageIds: [{ imageDigest: `sha256:${random.hex(64)}` }],
      acceptedMediaTypes: ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.oci.image.index.v1+json'],
    }),
    resources: [{ accountId: site.accountId, ARN: arnOf(site, 'ecr', `repository/${repositoryName}`) }],
  };
};
export const getSecretValue: Maker = (site, random) =>
  read('secretsmanager', 'GetSecretValue', { secretId: random.pick(site.secretArns) });
export const getParameter: Maker = (site, random) => {
  const name = random.pick(site.parameters);
  return {
    ...read('ssm', 'GetParameter', { name, withDecryption: true }),
    resources: [{ accountId: site.accountId, ARN: arnOf(site, 'ssm', `parameter${name}`) }],
  };
};
export const getParametersByPath = always('ssm', 'GetParametersByPath', {
  path: '/prod/orders',
  recursive: true,
  withDecryption: true,
});
export const updateInstanceInformation: Maker = (site, random) => ({
  service: 'ssm',
  name: 'UpdateInstanceInformation',
  readOnly: false,
  request: {
    instanceId: random.pick(site.instanceIds),
    agentVersion: '3.3.1345.0-1',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    agentName: 'amazon-ssm-agent',
    availabilityZone: `${site.region}a`,
  },
});
export const describeTable: Maker = (site, random) => {
  const tableName = random.pick(site.tables);
  return {
    ...read('dynamodb', 'DescribeTable', { tableName }),
    resources: [{ accountId: site.accountId, type: 'AWS::DynamoDB::Table', ARN: arnOf(site, 'dynamodb', `table/${tableName}`) }],
  };
};
export const getQueueAttributes: Maker = (site, random) =>
  read('sqs', 'GetQueueAttributes', {
    queueUrl: `https://sqs.${site.region}.amazonaws.com/${site.accountId}/${random.pick(site.queues)}`,
    attributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
export const createLogStream: Maker = (site, random, at) => ({
  service: 'logs',
  name: 'CreateLogStream',
  readOnly: false,
  request: {
    logGroupName: `/aws/lambda/${random.pick(site.functions)}`,
    logStreamName: `${new Date(at).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${random.hex(32)}`,
  },
});
