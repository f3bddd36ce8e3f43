import type { OpenedRule, TargetThing } from '../../../model/target.ts';

/**
 * Things as events name them, by the forms that AWS gives their ids: what has another form is none. Events are written by attackers
 * as well, and responders hand these on to AWS.
 * Source: the API references of S3, EC2, IAM, CloudTrail and KMS.
 */
type Made = TargetThing | undefined;

const fits = (form: RegExp, value: unknown): value is string => typeof value === 'string' && form.test(value);

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const NAME = /^[\w+=,.@-]{1,64}$/;
const ARN_OF = (service: string, rest: string) => `arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:${rest}`;
const TRAIL = new RegExp(`^(?:${ARN_OF('cloudtrail', 'trail/')})?[A-Za-z0-9][A-Za-z0-9._-]{1,127}$`);
const KMS_KEY = new RegExp(`^(?:${ARN_OF('kms', 'key/')})?(?:mrk-)?[0-9a-f-]{32,36}$`);
const LONGEST_KEY = 1024;
const MOST_RULES = 60;
const MOST_SHARES = 50;

export const thing = {
  bucket: (bucket: unknown): Made => (fits(BUCKET, bucket) ? { kind: 'bucket', bucket } : undefined),

  object(bucket: unknown, key: unknown, versionId?: unknown): Made {
    if (!fits(BUCKET, bucket) || typeof key !== 'string' || key === '' || Buffer.byteLength(key) > LONGEST_KEY) return undefined;
    const isVersion = fits(/^[\w.-]{1,1024}$/, versionId);
    return { kind: 'object', bucket, key, ...(isVersion && { versionId }) };
  },

  instance: (instance: unknown): Made => (fits(/^i-[0-9a-f]{8,17}$/, instance) ? { kind: 'instance', instance } : undefined),

  accessKey: (accessKey: unknown): Made =>
    fits(/^A[KS]IA[A-Z0-9]{12,124}$/, accessKey) ? { kind: 'access-key', accessKey } : undefined,

  user: (user: unknown): Made => (fits(NAME, user) ? { kind: 'user', user } : undefined),

  role: (role: unknown): Made => (fits(NAME, role) ? { kind: 'role', role } : undefined),

  trail: (trail: unknown): Made => (fits(TRAIL, trail) ? { kind: 'trail', trail } : undefined),

  kmsKey: (kmsKey: unknown): Made => (fits(KMS_KEY, kmsKey) ? { kind: 'kms-key', kmsKey } : undefined),

  snapshot(snapshot: unknown, sharedWith: readonly unknown[]): Made {
    if (!fits(/^snap-[0-9a-f]{8,17}$/, snapshot)) return undefined;
    const known = sharedWith.filter((one) => fits(/^(?:all|\d{12})$/, one));
    return { kind: 'snapshot', snapshot, sharedWith: known.slice(0, MOST_SHARES) };
  },

  /** Undefined where nothing is open to everybody. */
  opening(group: unknown, rules: readonly Partial<Record<keyof OpenedRule, unknown>>[]): Made {
    if (!fits(/^sg-[0-9a-f]{8,17}$/, group)) return undefined;
    const open = rules.flatMap(({ protocol, from, to, cidr }): OpenedRule[] =>
      isWorld(cidr) && fits(/^(?:-1|[a-z0-9]{1,8})$/, protocol) ? [{ protocol, from: portOf(from), to: portOf(to), cidr }] : [],
    );
    return open.length === 0 ? undefined : { kind: 'opening', group, rules: open.slice(0, MOST_RULES) };
  },
};

function isWorld(cidr: unknown): cidr is string {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}

function portOf(value: unknown): number {
  return Number.isInteger(value) ? (value as number) : -1;
}
