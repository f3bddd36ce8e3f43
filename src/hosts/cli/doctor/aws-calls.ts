import { getRecordedDataEvents } from '../../../edges/aws/use/data-events.ts';
import * as calls from '../../../edges/aws/use/doctor-calls.ts';
import { getCallerIdentity } from '../../../edges/aws/use/sts.ts';

/** The calls to AWS that checks make; tests bring others. */
export type AwsCalls = typeof calls & {
  readonly getCallerIdentity: typeof getCallerIdentity;
  readonly getRecordedDataEvents: typeof getRecordedDataEvents;
};

export const realAwsCalls: AwsCalls = { ...calls, getCallerIdentity, getRecordedDataEvents };
