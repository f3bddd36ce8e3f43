import type { Json } from '../../base/json.ts';
import { always, type Maker, read } from './maker.ts';

const items = (list: readonly Json[]): Json => ({ items: list });
const filter = (name: string, ...values: readonly string[]): Json => ({
  name,
  valueSet: items(values.map((value) => ({ value }))),
});

export const describeInstances: Maker = (site, random) =>
  random.chance(1, 3)
    ? read('ec2', 'DescribeInstances', { maxResults: 1000, instancesSet: {}, filterSet: {} })
    : read('ec2', 'DescribeInstances', {
        instancesSet: items([{ instanceId: random.pick(site.instanceIds) }]),
        filterSet: items([filter('instance-state-name', 'running', 'pending')]),
      });
export const describeInstanceStatus: Maker = (site, random) =>
  read('ec2', 'DescribeInstanceStatus', {
    instancesSet: items([{ instanceId: random.pick(site.instanceIds) }]),
    filterSet: {},
    includeAllInstances: random.chance(1, 2),
  });
export const describeSecurityGroups: Maker = (site, random) =>
  read('ec2', 'DescribeSecurityGroups', {
    securityGroupSet: {},
    securityGroupIdSet: items([{ groupId: random.pick(site.groupIds) }]),
    filterSet: {},
  });
export const describeSubnets: Maker = (site) =>
  read('ec2', 'DescribeSubnets', { subnetSet: {}, filterSet: items([filter('vpc-id', site.vpcId)]) });
export const describeVpcs: Maker = (site) =>
  read('ec2', 'DescribeVpcs', { vpcSet: items([{ vpcId: site.vpcId }]), filterSet: {} });
export const describeVolumes: Maker = (site, random) =>
  read('ec2', 'DescribeVolumes', { volumeSet: items([{ volumeId: random.pick(site.volumeIds) }]), filterSet: {} });
export const describeTags: Maker = (site, random) =>
  read('ec2', 'DescribeTags', {
    filterSet: items([filter('resource-id', random.pick(site.instanceIds)), filter('key', 'Name')]),
  });
export const describeImages: Maker = (site) =>
  read('ec2', 'DescribeImages', { imagesSet: items([{ imageId: site.imageId }]), ownersSet: {}, filterSet: {} });
export const describeNetworkInterfaces: Maker = (site, random) =>
  read('ec2', 'DescribeNetworkInterfaces', {
    networkInterfaceIdSet: {},
    filterSet: items([filter('group-id', random.pick(site.groupIds)), filter('status', 'in-use')]),
  });
export const describeRouteTables = always('ec2', 'DescribeRouteTables', { routeTableIdSet: {}, filterSet: {} });
export const describeSnapshots: Maker = (site) =>
  read('ec2', 'DescribeSnapshots', {
    maxResults: 500,
    snapshotSet: {},
    ownersSet: items([{ owner: site.accountId }]),
    sharedUsersSet: {},
    filterSet: {},
  });
export const describeRegions = always('ec2', 'DescribeRegions', { regionSet: {}, allRegions: true });
export const describeLaunchTemplates = always('ec2', 'DescribeLaunchTemplates', { DescribeLaunchTemplatesRequest: {} });
export const describeAvailabilityZones = always('ec2', 'DescribeAvailabilityZones', {
  availabilityZoneSet: {},
  availabilityZoneIdSet: {},
});

const okay = (requestId: string): Json => ({ requestId, _return: true });

/** Opens a port to another group: what deployments do. */
export const authorizeIngress: Maker = (site, random) => {
  const groupId = random.pick(site.groupIds);
  const source = random.pick(site.groupIds);
  const port = random.pick([443, 8080, 5432, 6379]);
  return {
    service: 'ec2',
    name: 'AuthorizeSecurityGroupIngress',
    readOnly: false,
    request: {
      groupId,
      ipPermissions: items([
        {
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          groups: items([{ userId: site.accountId, groupId: source, description: 'from the services' }]),
          ipRanges: {},
          ipv6Ranges: {},
          prefixListIds: {},
        },
      ]),
    },
    response: {
      requestId: random.uuid(),
      _return: true,
      securityGroupRuleSet: items([
        {
          groupOwnerId: site.accountId,
          groupId,
          securityGroupRuleId: `sgr-0${random.hex(16)}`,
          isEgress: false,
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          referencedGroupInfo: { groupId: source, userId: site.accountId },
        },
      ]),
    },
  };
};
export const createTags: Maker = (site, random) => ({
  service: 'ec2',
  name: 'CreateTags',
  readOnly: false,
  request: {
    resourcesSet: items([{ resourceId: random.pick(site.instanceIds) }]),
    tagSet: items([{ key: 'Release', value: `r${random.between(100, 999)}` }]),
  },
  response: okay(random.uuid()),
});
export const createSnapshot: Maker = (site, random, at) => {
  const volumeId = random.pick(site.volumeIds);
  return {
    service: 'ec2',
    name: 'CreateSnapshot',
    readOnly: false,
    request: {
      volumeId,
      tagSpecificationSet: items([{ resourceType: 'snapshot', tags: [{ key: 'Backup', value: 'nightly' }] }]),
    },
    response: {
      requestId: random.uuid(),
      snapshotId: `snap-0${random.hex(16)}`,
      volumeId,
      status: 'pending',
      startTime: at,
      ownerId: site.accountId,
      volumeSize: '100',
      encrypted: true,
      tagSet: items([{ key: 'Backup', value: 'nightly' }]),
    },
  };
};
export const deleteSnapshot: Maker = (_site, random) => ({
  service: 'ec2',
  name: 'DeleteSnapshot',
  readOnly: false,
  request: { snapshotId: `snap-0${random.hex(16)}`, force: false },
  response: okay(random.uuid()),
});

/** Starts one instance of a type. */
export const runInstances =
  (instanceType: string, count = 1): Maker =>
  (site, random, at) => {
    const instanceId = `i-0${random.hex(16)}`;
    const subnetId = random.pick(site.subnetIds);
    return {
      service: 'ec2',
      name: 'RunInstances',
      readOnly: false,
      request: {
        instancesSet: items([{ imageId: site.imageId, minCount: 1, maxCount: count }]),
        instanceType,
        blockDeviceMapping: {},
        monitoring: { enabled: false },
        disableApiTermination: false,
        disableApiStop: false,
        clientToken: random.uuid(),
        subnetId,
        ebsOptimized: false,
      },
      response: {
        requestId: random.uuid(),
        reservationId: `r-0${random.hex(16)}`,
        ownerId: site.accountId,
        groupSet: {},
        instancesSet: items([
          {
            instanceId,
            imageId: site.imageId,
            instanceState: { code: 0, name: 'pending' },
            amiLaunchIndex: 0,
            productCodes: {},
            instanceType,
            launchTime: at,
            placement: { availabilityZone: `${site.region}a`, tenancy: 'default' },
            monitoring: { state: 'disabled' },
            subnetId,
            vpcId: site.vpcId,
            stateReason: { code: 'pending', message: 'pending' },
            architecture: 'x86_64',
            rootDeviceType: 'ebs',
            virtualizationType: 'hvm',
            hypervisor: 'xen',
            groupSet: items([{ groupId: site.groupIds[0]!, groupName: 'workers' }]),
            sourceDestCheck: true,
            ebsOptimized: false,
          },
        ]),
      },
    };
  };
