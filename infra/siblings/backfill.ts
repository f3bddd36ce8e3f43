import { CfnCondition, CfnOutput, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { isSet, onlyIf } from '../intrinsics.ts';
import { allow, assumedBy, document, onlyTls } from '../main/statements.ts';
import { commonParameters } from './common-parameters.ts';

/**
 * Old log files through the deployment: each file below a prefix becomes a message on the processor's queue, of the form in which
 * CloudTrail itself tells a topic of new files. So concurrency, retries and dead letters are those of every day.
 * Source: AWS Step Functions Developer Guide, "Distributed mode", "ItemReader", "ItemBatcher", "ResultWriter".
 */
export function buildBackfill(stack: Stack): void {
  commonParameters(stack);
  const logs = new CfnParameter(stack, 'TrailBucketName', { description: 'Bucket with the log files' });
  const key = new CfnParameter(stack, 'KeyArn', {
    default: '',
    description: 'Output of the main stack, with KmsEncryption: the key of the queue',
  });
  const hasKey = new CfnCondition(stack, 'HasKey', { expression: isSet(key) });
  const name = '${Prefix}-${Environment}-backfill';
  const machineArn = Fn.sub(`arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${name}`);
  const runs = Fn.sub(`arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:${name}/*`);

  const results = new CfnBucket(stack, 'ResultBucket', {
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    versioningConfiguration: { status: 'Enabled' },
    lifecycleConfiguration: {
      rules: [
        {
          id: 'Expiry',
          status: 'Enabled',
          expirationInDays: 30,
          noncurrentVersionExpiration: { noncurrentDays: 1 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
  });
  const resultObjects = Fn.sub('${ResultBucket.Arn}/*');
  new CfnBucketPolicy(stack, 'ResultBucketPolicy', {
    bucket: results.ref,
    policyDocument: document([onlyTls('s3:*', [results.attrArn, resultObjects])]),
  });

  const queueArn = Fn.sub('arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Prefix}-${Environment}-log-processing');
  const role = new CfnRole(stack, 'BackfillRole', {
    roleName: Fn.sub(name),
    assumeRolePolicyDocument: assumedBy('states.amazonaws.com', {
      StringEquals: { 'aws:SourceAccount': Fn.ref('AWS::AccountId') },
      ArnEquals: { 'aws:SourceArn': machineArn },
    }),
    policies: [
      {
        policyName: 'backfill',
        policyDocument: document([
          allow('s3:ListBucket', Fn.sub('arn:${AWS::Partition}:s3:::${TrailBucketName}')),
          allow('sqs:SendMessage', queueArn),
          allow(['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'], resultObjects),
          allow(['states:StartExecution'], machineArn),
          allow(['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'], runs),
          onlyIf(hasKey, allow(['kms:GenerateDataKey', 'kms:Decrypt'], key.valueAsString)),
        ]),
      },
    ],
  });
  const machine = new CfnStateMachine(stack, 'BackfillStateMachine', {
    stateMachineName: Fn.sub(name),
    roleArn: role.attrArn,
    definition: BACKFILL,
    definitionSubstitutions: {
      Partition: Fn.ref('AWS::Partition'),
      TrailBucket: logs.valueAsString,
      ResultBucket: results.ref,
      QueueUrl: Fn.sub('https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${Prefix}-${Environment}-log-processing'),
    },
  });
  new CfnOutput(stack, 'BackfillStateMachineArn', { value: machine.ref });
  new CfnOutput(stack, 'ResultBucketName', { value: results.ref });
}

/**
 * Its input: `{"prefix": "AWSLogs/123456789012/CloudTrail/us-east-1/2025/"}`; `files` in a message and `messages` at once may be said
 * too. A file that fails brings the others of its message again.
 */
export const BACKFILL = {
  Comment: 'Each log file below a prefix goes to the queue of the processor',
  StartAt: 'Usual',
  States: {
    Usual: {
      Type: 'Pass',
      Parameters: { 'input.$': `States.JsonMerge(States.StringToJson('{"files":10,"messages":20}'), $$.Execution.Input, false)` },
      OutputPath: '$.input',
      Next: 'EachFile',
    },
    EachFile: {
      Type: 'Map',
      MaxConcurrencyPath: '$.messages',
      ItemReader: {
        Resource: 'arn:${Partition}:states:::s3:listObjectsV2',
        Parameters: { Bucket: '${TrailBucket}', 'Prefix.$': '$.prefix' },
      },
      ItemBatcher: { MaxItemsPerBatchPath: '$.files' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Send',
        States: {
          Send: {
            Type: 'Task',
            Resource: 'arn:${Partition}:states:::sqs:sendMessage',
            Parameters: {
              QueueUrl: '${QueueUrl}',
              MessageBody: { s3Bucket: '${TrailBucket}', 's3ObjectKey.$': '$.Items[*].Key' },
            },
            Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL' }],
            End: true,
          },
        },
      },
      // The results of all files would be more than a state may hand on.
      ResultWriter: {
        Resource: 'arn:${Partition}:states:::s3:putObject',
        Parameters: { Bucket: '${ResultBucket}', Prefix: 'backfill' },
      },
      End: true,
    },
  },
};
