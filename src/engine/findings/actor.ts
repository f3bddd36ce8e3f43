import type { Envelope } from '../../model/event.ts';
import { fieldOf, fieldText } from './value-text.ts';

/**
 * Who did it, as one text: the first of these that the event has.
 *
 * 1. `userIdentity.arn`: users, roles with their session, root, federated users
 * 2. `userIdentity.invokedBy`: AWS services acting by themselves (`type` `AWSService`)
 * 3. `userIdentity.userName`: SAML and web identities, failed console sign-ins
 * 4. `userIdentity.onBehalfOf.userId`: IAM Identity Center users
 * 5. `userIdentity.principalId`, then `accountId`: callers from other accounts, anonymous callers
 * 6. `userIdentity.type`
 * 7. `requester`: S3 object events as EventBridge sends them
 *
 * Empty where the event names nobody (an EC2 state change). Takes any shape: values may have any type.
 * Source: AWS CloudTrail User Guide, "CloudTrail userIdentity element".
 */
export function actorOf(envelope: Envelope): string {
  const detail: unknown = envelope.detail;
  const identity = fieldOf(detail, 'userIdentity');
  return (
    fieldText(identity, 'arn') ||
    fieldText(identity, 'invokedBy') ||
    fieldText(identity, 'userName') ||
    fieldText(fieldOf(identity, 'onBehalfOf'), 'userId') ||
    fieldText(identity, 'principalId') ||
    fieldText(identity, 'accountId') ||
    fieldText(identity, 'type') ||
    (typeof identity === 'string' ? identity : '') ||
    fieldText(detail, 'requester')
  );
}
