import type { Json } from '../../base/json.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Target, TargetKind, TargetOf } from '../../model/target.ts';
import type { AwsAccess } from '../aws/use/access.ts';

export const responderNames = [
  'make-object-private',
  'restart-instance',
  'disable-access-key',
  'quarantine-user',
  'revoke-role-sessions',
  're-enable-trail',
  'close-security-group',
  'block-public-bucket',
  'unshare-snapshot',
  'isolate-instance',
  'cancel-key-deletion',
  'restore-lost-object',
] as const;
export type ResponderName = (typeof responderNames)[number];

/** Mends one kind of thing. `plan` reads and changes nothing; only `apply` changes something, and nothing but what was planned. */
export interface Responder {
  readonly name: ResponderName;
  /** The kind of target that it mends. */
  readonly takes: TargetKind;
  /**
   * Looks at the target as it is now.
   * @param now wall clock
   * @throws {Problem} RESPONDER_TARGET (another kind of target), AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  plan(target: Target, now: EpochMs): Promise<Plan>;
  /**
   * Plans again, and makes exactly the calls of the plan that it was given, in their order. If the target has changed meanwhile it
   * makes none.
   * @throws {Problem} as `plan`; of the changing calls only what may go through later (AWS_FAILED)
   */
  apply(plan: Plan): Promise<Outcome>;
}

/** What a responder remembers between calls. */
export interface ResponderMemory {
  load(key: string): Promise<Json | undefined>;
  save(key: string, value: Json): Promise<void>;
}

/** What there is to do about a target. Plain data. */
export type Plan = PlanHead &
  (
    | { readonly verdict: 'to do'; readonly calls: readonly PlannedCall[]; readonly undo: readonly string[] }
    | { readonly verdict: 'already so' | 'refused' }
  );

interface PlanHead {
  readonly action: ResponderName;
  readonly target: Target;
  /** What was found, in a sentence without a full stop. */
  readonly because: string;
  /** Wall clock, when it was looked at. */
  readonly at: EpochMs;
}

/** A call that changes something. */
export interface PlannedCall {
  /** The IAM action, which is what the call is called: `ec2:StartInstances`. */
  readonly permission: string;
  /** Its parameters, as AWS's API reference names them. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Outcome {
  /** `refused`: by the responder, since it would do harm or no good, or by AWS. */
  readonly result: 'done' | 'already so' | 'refused';
  readonly detail: string;
}

/** What a responder finds when it looks. */
export type Found =
  | {
      readonly verdict: 'to do';
      readonly because: string;
      readonly calls: readonly PlannedCall[];
      /** Commands that take it back. */
      readonly undo: readonly string[];
    }
  | { readonly verdict: 'already so' | 'refused'; readonly because: string };

export interface Definition<K extends TargetKind> {
  readonly name: ResponderName;
  readonly takes: K;
  /** Each call that it may plan, by its IAM action. */
  readonly acts: Readonly<Record<string, (input: never, access: AwsAccess) => Promise<void>>>;
  look(target: TargetOf<K>, now: EpochMs, access: AwsAccess): Promise<Found>;
  /** Just before the first call. */
  begins?(target: TargetOf<K>, now: EpochMs): Promise<void>;
}

/** @param access whose credentials; the region is the target's */
export function createResponder<K extends TargetKind>(definition: Definition<K>, access: AwsAccess): Responder {
  const { name, takes, acts } = definition;
  const accessTo = ({ region }: Target): AwsAccess => ({ ...access, ...(region !== '' && { region }) });

  async function plan(target: Target, now: EpochMs): Promise<Plan> {
    if (target.kind !== takes) {
      throw new Problem('RESPONDER_TARGET', `${name} can do nothing about a target of kind ${target.kind}`, {
        hint: `It takes: ${takes}`,
      });
    }
    const found = await definition.look(target as TargetOf<K>, now, accessTo(target));
    return { action: name, target, at: now, ...found };
  }

  return {
    name,
    takes,
    plan,
    async apply(planned) {
      if (planned.verdict !== 'to do') return { result: planned.verdict, detail: planned.because };
      const { target, at, calls } = planned;
      const fresh = await plan(target, at);
      if (fresh.verdict !== 'to do') return { result: fresh.verdict, detail: fresh.because };
      if (JSON.stringify(fresh.calls) !== JSON.stringify(calls)) {
        return { result: 'refused', detail: 'it has changed since it was planned: plan again' };
      }
      await definition.begins?.(target as TargetOf<K>, at);
      for (const [made, { permission, input }] of calls.entries()) {
        try {
          await acts[permission]!(input as never, accessTo(target));
        } catch (error) {
          if (!(error instanceof Problem) || error.retry) throw error;
          const before = made === 0 ? '' : `after ${made} of ${calls.length} calls: `;
          return { result: 'refused', detail: `${before}${formatProblem(error)}` };
        }
      }
      return { result: 'done', detail: planned.because };
    },
  };
}

/** What a read answers, or undefined for what isn't there. */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Problem && error.code === 'AWS_NOT_FOUND') return undefined;
    throw error;
  }
}

export const alreadySo = (because: string): Found => ({ verdict: 'already so', because });
export const refused = (because: string): Found => ({ verdict: 'refused', because });
