import { arnOf } from '../account.ts';
import { always, type Maker, read } from './maker.ts';

/** What dashboards, auditors and administrators look at: metrics, logs, trails, configuration, costs. */

export const describeAlarms = always('monitoring', 'DescribeAlarms', { maxRecords: 100, stateValue: 'ALARM' });
export const listMetrics: Maker = (_site, random) =>
  read('monitoring', 'ListMetrics', {
    namespace: random.pick(['AWS/Lambda', 'AWS/ECS', 'AWS/RDS', 'AWS/SQS', 'AWS/ApplicationELB']),
    recentlyActive: 'PT3H',
  });
export const getMetricData: Maker = (site, random, at) => ({
  ...read('monitoring', 'GetMetricData', {
    metricDataQueries: [
      {
        id: `q${random.between(1, 9)}`,
        metricStat: {
          metric: {
            namespace: 'AWS/Lambda',
            metricName: random.pick(['Duration', 'Errors', 'Invocations', 'Throttles']),
            dimensions: [{ name: 'FunctionName', value: random.pick(site.functions) }],
          },
          period: 60,
          stat: 'Sum',
        },
        returnData: true,
      },
    ],
    startTime: new Date(at - 3_600_000).toISOString(),
    endTime: new Date(at).toISOString(),
    scanBy: 'TimestampAscending',
  }),
  data: true,
});
export const describeLogGroups: Maker = (site, random) =>
  read('logs', 'DescribeLogGroups', { logGroupNamePrefix: `/aws/lambda/${random.pick(site.functions)}`, limit: 50 });
export const describeLogStreams: Maker = (site, random) =>
  read('logs', 'DescribeLogStreams', {
    logGroupName: `/aws/lambda/${random.pick(site.functions)}`,
    orderBy: 'LastEventTime',
    descending: true,
    limit: 25,
  });
export const describeTrails = always('cloudtrail', 'DescribeTrails', { trailNameList: [], includeShadowTrails: true });
export const getTrailStatus: Maker = (site) =>
  read('cloudtrail', 'GetTrailStatus', { name: arnOf(site, 'cloudtrail', 'trail/account-trail') });
export const getEventSelectors: Maker = (site) =>
  read('cloudtrail', 'GetEventSelectors', { trailName: arnOf(site, 'cloudtrail', 'trail/account-trail') });
export const lookupEvents: Maker = (_site, random) =>
  read('cloudtrail', 'LookupEvents', {
    lookupAttributes: [
      { attributeKey: 'EventName', attributeValue: random.pick(['UpdateService', 'CreateRole', 'ConsoleLogin']) },
    ],
    maxResults: 50,
  });
export const describeRecorderStatus = always('config', 'DescribeConfigurationRecorderStatus');
export const describeComplianceByRule: Maker = (_site, random) =>
  read('config', 'DescribeComplianceByConfigRule', {
    configRuleNames: [
      random.pick(['encrypted-volumes', 'restricted-ssh', 's3-bucket-ssl-requests-only', 'iam-user-mfa-enabled']),
    ],
  });
export const putEvaluations: Maker = (_site, random) => ({
  service: 'config',
  name: 'PutEvaluations',
  readOnly: false,
  request: { testMode: false, resultToken: random.hex(48), evaluations: [{ complianceType: 'COMPLIANT' }] },
});
export const describeDbInstances: Maker = (site, random) =>
  read('rds', 'DescribeDBInstances', { dBInstanceIdentifier: random.pick(site.databases) });
export const describeDbSnapshots: Maker = (site, random) =>
  read('rds', 'DescribeDBSnapshots', {
    dBInstanceIdentifier: random.pick(site.databases),
    includeShared: false,
    includePublic: false,
  });
export const describeLoadBalancers = always('elasticloadbalancing', 'DescribeLoadBalancers', { pageSize: 400 });
export const describeTargetHealth: Maker = (site, random) =>
  read('elasticloadbalancing', 'DescribeTargetHealth', {
    targetGroupArn: arnOf(site, 'elasticloadbalancing', `targetgroup/${random.pick(site.services)}/${random.hex(16)}`),
  });
export const describeAutoScalingGroups = always('autoscaling', 'DescribeAutoScalingGroups', {
  autoScalingGroupNames: ['app-servers'],
});
export const getResources: Maker = (_site, random) =>
  read('tagging', 'GetResources', {
    resourcesPerPage: 100,
    tagFilters: [{ key: 'Service', values: [random.pick(['orders', 'web', 'search'])] }],
  });
export const getCostAndUsage: Maker = (_site, random) =>
  read('ce', 'GetCostAndUsage', {
    granularity: random.pick(['DAILY', 'MONTHLY']),
    metrics: ['UnblendedCost'],
    groupBy: [{ type: 'DIMENSION', key: 'SERVICE' }],
  });
export const describeEventAggregates = always('health', 'DescribeEventAggregates', {
  aggregateField: 'eventTypeCategory',
  filter: { eventStatusCodes: ['open', 'upcoming'] },
});
export const listDistributions = always('cloudfront', 'ListDistributions2020_05_31', { maxItems: '100' });
export const describeOrganization = always('organizations', 'DescribeOrganization');
export const describeStacks = always('cloudformation', 'DescribeStacks', { stackName: 'shop-network' });
export const listSecrets = always('secretsmanager', 'ListSecrets', { maxResults: 100 });
export const listTopics = always('sns', 'ListTopics');
export const listKeys = always('kms', 'ListKeys', { limit: 1000 });
export const describeFileSystems = always('elasticfilesystem', 'DescribeFileSystems');
export const listRules = always('events', 'ListRules', { limit: 100 });
