import type { EpochMs } from '../base/units.ts';

/** Something in an account that a responder can mend. AWS's own ids, each of a form that was checked. */
export type Target = TargetHead & TargetThing;

interface TargetHead {
  /** Twelve digits. */
  readonly account: string;
  /** Empty where it has none: IAM. */
  readonly region: string;
  /** `actor`: whoever did it. `named`: what it was done to. */
  readonly as: 'actor' | 'named';
  /** Wall clock of AWS: when the event was that names it. */
  readonly at: EpochMs;
  /** `userIdentity.principalId` of whoever did it: of a role `AROA…:session`. */
  readonly by?: string;
}

export type TargetThing =
  | { readonly kind: 'object'; readonly bucket: string; readonly key: string; readonly versionId?: string }
  | { readonly kind: 'bucket'; readonly bucket: string }
  | { readonly kind: 'instance'; readonly instance: string }
  | { readonly kind: 'access-key'; readonly accessKey: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'role'; readonly role: string }
  /** ARN, or a name in the region. */
  | { readonly kind: 'trail'; readonly trail: string }
  | { readonly kind: 'opening'; readonly group: string; readonly rules: readonly OpenedRule[] }
  /** `all`, or account ids. */
  | { readonly kind: 'snapshot'; readonly snapshot: string; readonly sharedWith: readonly string[] }
  /** ARN or id. */
  | { readonly kind: 'kms-key'; readonly kmsKey: string };

export const targetKinds = [
  'object',
  'bucket',
  'instance',
  'access-key',
  'user',
  'role',
  'trail',
  'opening',
  'snapshot',
  'kms-key',
] as const satisfies readonly TargetThing['kind'][];
export type TargetKind = (typeof targetKinds)[number];

export type TargetOf<K extends TargetKind> = TargetHead & Extract<TargetThing, { readonly kind: K }>;

/** An inbound rule of a security group, as whoever opened it asked for it. */
export interface OpenedRule {
  /** `tcp`, `-1`: as AWS writes it. */
  readonly protocol: string;
  /** -1 where the protocol has no ports. */
  readonly from: number;
  readonly to: number;
  /** `0.0.0.0/0`, `::/0` */
  readonly cidr: string;
}

/** What it is, as a person would look for it. Not yet escaped. */
export function targetText(target: TargetThing): string {
  switch (target.kind) {
    case 'object':
      return `s3://${target.bucket}/${target.key}${target.versionId === undefined ? '' : ` (version ${target.versionId})`}`;
    case 'bucket':
      return `s3://${target.bucket}`;
    case 'instance':
      return `instance ${target.instance}`;
    case 'access-key':
      return `access key ${target.accessKey}`;
    case 'user':
      return `user ${target.user}`;
    case 'role':
      return `role ${target.role}`;
    case 'trail':
      return `trail ${target.trail}`;
    case 'opening':
      return `security group ${target.group}`;
    case 'snapshot':
      return `snapshot ${target.snapshot}`;
    case 'kms-key':
      return `KMS key ${target.kmsKey}`;
  }
}
