import { CfnDeletionPolicy, Fn } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { eitherText, onlyIf } from '../intrinsics.ts';
import type { Part } from './part.ts';
import { document, letService } from './statements.ts';

/**
 * One key for bucket, queues, topics and log groups. The services that send or write may use it; the functions' roles say
 * themselves that they may, which the first statement allows. Stays when the stack goes: a retained bucket can't be read without it.
 * Source: CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail"; SQS Developer Guide, "Configure KMS permissions
 * for AWS services".
 * @returns its ARN, where there is one
 */
export function addKey({ stack, c, names }: Part): string {
  const key = new CfnKey(stack, 'TrailKey', {
    description: Fn.sub('${Prefix}-${Environment}: log files, queues, topics'),
    enableKeyRotation: true,
    keyPolicy: document([
      {
        Sid: 'PoliciesOfThisAccount',
        Effect: 'Allow',
        Principal: { AWS: Fn.sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
        Action: 'kms:*',
        Resource: '*',
      },
      onlyIf(
        c.trailMayWrite,
        letService('CloudTrail', 'cloudtrail.amazonaws.com', ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:DescribeKey'], '*', {
          ArnEquals: { 'aws:SourceArn': names.trailArn },
        }),
      ),
      {
        Sid: 'Senders',
        Effect: 'Allow',
        Principal: { Service: ['s3.amazonaws.com', 'sns.amazonaws.com', 'events.amazonaws.com', 'cloudwatch.amazonaws.com'] },
        Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': [Fn.ref('AWS::AccountId'), names.bucketAccount] } },
      },
      letService(
        'LogGroups',
        Fn.sub('logs.${AWS::Region}.amazonaws.com'),
        ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        '*',
        { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': names.logGroupArn('*${Prefix}-${Environment}-*') } },
      ),
    ]),
  });
  key.cfnOptions.condition = c.kms;
  key.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  key.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return key.attrArn;
}

/** The key's ARN, or the property left out. */
export const keyOrNone = ({ c }: Part, keyArn: string) => eitherText(c.kms, keyArn);
