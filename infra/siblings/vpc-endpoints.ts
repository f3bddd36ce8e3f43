import { CfnCondition, CfnOutput, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupIngress, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { isTrue } from '../intrinsics.ts';
import { commonParameters } from './common-parameters.ts';

/** Parameter, service, whether the functions need it as the main stack makes them. */
const INTERFACES: readonly (readonly [string, string, boolean])[] = [
  ['SnsEndpoint', 'sns', true],
  ['SqsEndpoint', 'sqs', false],
  ['LogsEndpoint', 'logs', false],
  ['MonitoringEndpoint', 'monitoring', false],
  ['EventsEndpoint', 'events', false],
  ['KmsEndpoint', 'kms', false],
  ['SsmEndpoint', 'ssm', false],
  ['SecretsManagerEndpoint', 'secretsmanager', false],
  ['LambdaEndpoint', 'lambda', false],
];

/**
 * For functions in subnets without a way out. S3 and DynamoDB cost nothing; each interface costs by the hour and zone. Lambda polls
 * the queue and writes logs from outside the VPC, so the functions need neither for themselves.
 */
export function buildVpcEndpoints(stack: Stack): void {
  commonParameters(stack);
  const vpc = new CfnParameter(stack, 'VpcId', { type: 'AWS::EC2::VPC::Id' });
  const subnets = new CfnParameter(stack, 'SubnetIds', { type: 'List<AWS::EC2::Subnet::Id>' });
  const routes = new CfnParameter(stack, 'RouteTableIds', {
    type: 'CommaDelimitedList',
    description: 'Route tables of the subnets, for S3 and DynamoDB',
  });
  const functions = new CfnSecurityGroup(stack, 'FunctionSecurityGroup', {
    vpcId: vpc.valueAsString,
    groupDescription: Fn.sub('${Prefix}-${Environment}: functions'),
    securityGroupEgress: [
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '0.0.0.0/0', description: 'AWS services by TLS' },
    ],
  });
  const endpoints = new CfnSecurityGroup(stack, 'EndpointSecurityGroup', {
    vpcId: vpc.valueAsString,
    groupDescription: Fn.sub('${Prefix}-${Environment}: endpoints'),
  });
  new CfnSecurityGroupIngress(stack, 'FunctionsToEndpoints', {
    groupId: endpoints.attrGroupId,
    sourceSecurityGroupId: functions.attrGroupId,
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    description: 'From the functions',
  });
  for (const [id, service] of [
    ['S3Gateway', 's3'],
    ['DynamoDbGateway', 'dynamodb'],
  ] as const) {
    new CfnVPCEndpoint(stack, id, {
      vpcId: vpc.valueAsString,
      vpcEndpointType: 'Gateway',
      serviceName: serviceName(service),
      routeTableIds: routes.valueAsList,
    });
  }
  for (const [id, service, needed] of INTERFACES) {
    const wanted = new CfnParameter(stack, id, { default: String(needed), allowedValues: ['true', 'false'] });
    const endpoint = new CfnVPCEndpoint(stack, `${id}Interface`, {
      vpcId: vpc.valueAsString,
      vpcEndpointType: 'Interface',
      serviceName: serviceName(service),
      subnetIds: subnets.valueAsList,
      securityGroupIds: [endpoints.attrGroupId],
      privateDnsEnabled: true,
    });
    endpoint.cfnOptions.condition = new CfnCondition(stack, `Has${id}`, { expression: isTrue(wanted) });
  }
  new CfnOutput(stack, 'SecurityGroupId', { value: functions.attrGroupId, description: 'SecurityGroupIds of the main stack' });
}

const serviceName = (service: string) => Fn.sub(`com.amazonaws.\${AWS::Region}.${service}`);
