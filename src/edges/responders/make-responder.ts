import type { AwsAccess } from '../aws/use/access.ts';
import type { Responder, ResponderMemory, ResponderName } from './responder.ts';

/** What responders need besides a target. Each takes of it what it knows. */
export interface ResponderSetup {
  readonly access: AwsAccess;
  readonly memory: ResponderMemory;
  /** Of make-object-private: only in these. */
  readonly buckets?: readonly string[];
  /** Of restart-instance: kept running without the tag too. */
  readonly instances?: readonly string[];
  /** Of isolate-instance. */
  readonly forensicGroup?: string | undefined;
  /** Of restore-lost-object. */
  readonly replicaBucket?: string | undefined;
}

/** A responder by its name. Only its own code is loaded. */
export async function makeResponder(name: ResponderName, setup: ResponderSetup): Promise<Responder> {
  switch (name) {
    case 'make-object-private':
      return (await import('./make-object-private.ts')).makeObjectPrivate(setup);
    case 'restart-instance':
      return (await import('./restart-instance.ts')).restartInstance(setup);
    case 'disable-access-key':
      return (await import('./disable-access-key.ts')).disableAccessKey(setup);
    case 'quarantine-user':
      return (await import('./quarantine-user.ts')).quarantineUser(setup);
    case 'revoke-role-sessions':
      return (await import('./revoke-role-sessions.ts')).revokeRoleSessions(setup);
    case 're-enable-trail':
      return (await import('./re-enable-trail.ts')).reEnableTrail(setup);
    case 'close-security-group':
      return (await import('./close-security-group.ts')).closeSecurityGroup(setup);
    case 'block-public-bucket':
      return (await import('./block-public-bucket.ts')).blockPublicBucket(setup);
    case 'unshare-snapshot':
      return (await import('./unshare-snapshot.ts')).unshareSnapshot(setup);
    case 'isolate-instance':
      return (await import('./isolate-instance.ts')).isolateInstance(setup);
    case 'cancel-key-deletion':
      return (await import('./cancel-key-deletion.ts')).cancelKeyDeletion(setup);
    case 'restore-lost-object':
      return (await import('./restore-lost-object.ts')).restoreLostObject(setup);
  }
}
