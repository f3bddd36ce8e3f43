import { getBucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import { getRecordedDataEvents } from '../../../edges/aws/use/data-events.ts';
import * as deploymentCalls from '../../../edges/aws/use/deployment-calls.ts';
import * as calls from '../../../edges/aws/use/doctor-calls.ts';
import { getCallerIdentity } from '../../../edges/aws/use/sts.ts';

/** The calls to AWS that checks make; tests bring others. */
export type AwsCalls = typeof calls & {
  readonly getCallerIdentity: typeof getCallerIdentity;
  readonly getRecordedDataEvents: typeof getRecordedDataEvents;
};

/** Those that checks of a deployment make besides. */
export type DeploymentCalls = AwsCalls &
  typeof deploymentCalls & { readonly getBucketNotification: typeof getBucketNotification };

export const realAwsCalls: AwsCalls = { ...calls, getCallerIdentity, getRecordedDataEvents };

export const realDeploymentCalls: DeploymentCalls = { ...realAwsCalls, ...deploymentCalls, getBucketNotification };
