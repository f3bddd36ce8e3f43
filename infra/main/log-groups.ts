import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { numberOf } from '../intrinsics.ts';
import { keyOrNone } from './key.ts';
import type { Part } from './part.ts';

/** @param name after `/aws/…/<Prefix>-<Environment>-` */
export function addLogGroup(part: Part, id: string, logGroupName: string, keyArn: string): CfnLogGroup {
  return new CfnLogGroup(part.stack, id, {
    logGroupName,
    retentionInDays: numberOf(part.p.LogGroupRetentionDays),
    kmsKeyId: keyOrNone(part, keyArn),
  });
}
