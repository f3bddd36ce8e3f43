import { responderNames } from '../src/edges/responders/responder.ts';
import { committed } from './committed.cases.ts';
import { type ResolvedTemplate, resolveTemplate } from './resolve-template.ts';
import { pascal } from './siblings/responders/responder-parts.ts';

/** responders.yaml with everything switched on. */
export function respondersStack(parameters: Readonly<Record<string, string>> = {}): ResolvedTemplate {
  return resolveTemplate(committed('responders.yaml'), {
    ...Object.fromEntries(responderNames.map((name) => [pascal(name), 'act'])),
    CodeBucket: 'example-code',
    CodeKey: 'functions.zip',
    AlertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:security-monitoring-test-alerts',
    KeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/1',
    WatchedBucketName: 'example-uploads',
    CreateWatchedBucket: 'true',
    ReplicaBucketName: 'example-replica',
    ForensicGroup: 'sg-0123456789abcdef0',
    ...parameters,
  });
}
