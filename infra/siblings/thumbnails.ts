import { CfnCondition, CfnDeletionPolicy, CfnOutput, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { eitherText, isSet, numberOf } from '../intrinsics.ts';
import { allow, assumedBy, document, onlyTls } from '../main/statements.ts';
import { commonParameters } from './common-parameters.ts';

const BUCKET = '^[a-z0-9][a-z0-9.-]{1,54}[a-z0-9]$';

/**
 * Both buckets, the image function between them, its trigger, its permission and its role. Stands alone: needs none of the main stack.
 * The trigger is on the source bucket only. A trigger on the target, or one bucket for both, would make each thumbnail call the
 * function again, without end.
 */
export function buildThumbnails(stack: Stack): void {
  commonParameters(stack);
  const source = new CfnParameter(stack, 'SourceBucketName', {
    allowedPattern: BUCKET,
    description: 'Images are put here: a new bucket, whose new objects call the function',
  });
  const target = new CfnParameter(stack, 'TargetBucketName', {
    default: '',
    allowedPattern: `^$|${BUCKET.replace('54', '61')}`,
    description:
      'Thumbnails are put here: another new bucket. Never the source: each thumbnail would call the function again, without end. Empty: <SourceBucketName>-resized',
  });
  const code = new CfnParameter(stack, 'CodeBucket', {
    description: 'Where the zip of the image function lies, in the region of the stack',
  });
  const key = new CfnParameter(stack, 'CodeKey', {
    description: 'Key of that zip: trailwatch-thumbnail-<Architecture>-<version>.zip',
  });
  const architecture = new CfnParameter(stack, 'Architecture', {
    default: 'arm64',
    allowedValues: ['arm64', 'x86_64'],
    description: 'Of the function; the zip is for one',
  });
  const size = new CfnParameter(stack, 'ThumbnailSize', {
    type: 'Number',
    default: 200,
    minValue: 16,
    maxValue: 4096,
    description: 'Pixels of the longer side',
  });
  const memory = new CfnParameter(stack, 'MemorySize', {
    type: 'Number',
    default: 512,
    minValue: 256,
    maxValue: 10240,
    description: 'MB of the function',
  });
  const named = new CfnCondition(stack, 'NamesTarget', { expression: isSet(target) });
  new CfnRule(stack, 'NoRecursion', {
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(source.valueAsString, target.valueAsString)),
        assertDescription: 'TargetBucketName is SourceBucketName: each thumbnail would call the function again, without end',
      },
    ],
  });
  const targetName = eitherText(named, target.valueAsString, Fn.sub('${SourceBucketName}-resized'));
  const arnOf = (name: string) => Fn.join('', ['arn:', Fn.ref('AWS::Partition'), ':s3:::', name]);
  const functionName = Fn.sub('${Prefix}-${Environment}-thumbnail');

  const logs = new CfnLogGroup(stack, 'ThumbnailLogGroup', {
    logGroupName: Fn.sub('/aws/lambda/${Prefix}-${Environment}-thumbnail'),
    retentionInDays: 90,
  });
  const role = new CfnRole(stack, 'ThumbnailRole', {
    roleName: functionName,
    assumeRolePolicyDocument: assumedBy('lambda.amazonaws.com'),
    policies: [
      {
        policyName: 'what-the-code-calls',
        policyDocument: document([
          allow(
            ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Fn.sub(
              'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${Prefix}-${Environment}-thumbnail:log-stream:*',
            ),
          ),
          allow(['s3:GetObject', 's3:GetObjectVersion'], `${arnOf(source.valueAsString)}/*`),
          allow('s3:PutObject', `${arnOf(targetName)}/*`),
        ]),
      },
    ],
  });
  const thumbnail = new CfnFunction(stack, 'ThumbnailFunction', {
    functionName,
    description: 'Makes a thumbnail of each new image',
    runtime: 'nodejs22.x',
    architectures: [architecture.valueAsString],
    handler: 'thumbnail.handler',
    code: { s3Bucket: code.valueAsString, s3Key: key.valueAsString },
    memorySize: numberOf(memory),
    timeout: 60,
    role: role.attrArn,
    environment: {
      variables: {
        // Empty: the function knows the scheme, and says it.
        TARGET_BUCKET: target.valueAsString,
        THUMBNAIL_SIZE: size.valueAsString,
        POWERTOOLS_SERVICE_NAME: 'trailwatch',
        POWERTOOLS_METRICS_NAMESPACE: 'trailwatch',
      },
    },
  });
  thumbnail.addResourceDependency(logs);
  const permission = new CfnPermission(stack, 'ThumbnailPermission', {
    action: 'lambda:InvokeFunction',
    functionName: thumbnail.ref,
    principal: 's3.amazonaws.com',
    sourceArn: arnOf(source.valueAsString),
    sourceAccount: Fn.ref('AWS::AccountId'),
  });
  const images = bucket(stack, 'SourceBucket', source.valueAsString);
  images.notificationConfiguration = { lambdaConfigurations: [{ event: 's3:ObjectCreated:*', function: thumbnail.attrArn }] };
  // S3 tries a destination before it accepts it.
  images.addResourceDependency(permission);
  const thumbnails = bucket(stack, 'TargetBucket', targetName);
  for (const [id, made] of [
    ['SourceBucketPolicy', images],
    ['TargetBucketPolicy', thumbnails],
  ] as const) {
    new CfnBucketPolicy(stack, id, {
      bucket: made.ref,
      policyDocument: document([onlyTls('s3:*', [made.attrArn, `${made.attrArn}/*`])]),
    });
  }
  new CfnOutput(stack, 'ThumbnailFunctionName', { value: thumbnail.ref });
  new CfnOutput(stack, 'SourceBucketOutput', { value: images.ref });
  new CfnOutput(stack, 'TargetBucketOutput', { value: thumbnails.ref });
}

function bucket(stack: Stack, id: string, bucketName: string): CfnBucket {
  const made = new CfnBucket(stack, id, {
    bucketName,
    versioningConfiguration: { status: 'Enabled' },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    lifecycleConfiguration: {
      rules: [{ id: 'Incomplete', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }],
    },
  });
  made.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
  made.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return made;
}
