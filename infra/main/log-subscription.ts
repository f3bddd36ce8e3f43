import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnLogGroup, CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { permission } from './functions.ts';
import type { Part } from './part.ts';

/** The trail's log group invokes the processor with what CloudTrail writes there. */
export function addLogSubscription(part: Part, logGroup: CfnLogGroup, processor: CfnFunction): void {
  const { stack, c, names } = part;
  const source = names.logGroupArn('/aws/cloudtrail/${Prefix}-${Environment}-trail:*');
  const mayInvoke = permission(part, 'ProcessorLogGroupPermission', processor, 'logs.amazonaws.com', source);
  const filter = new CfnSubscriptionFilter(stack, 'TrailLogSubscription', {
    logGroupName: logGroup.ref,
    filterPattern: '',
    destinationArn: processor.attrArn,
  });
  for (const made of [mayInvoke, filter]) made.cfnOptions.condition = c.logsInvoke;
  filter.addResourceDependency(mayInvoke);
}
