import { forTerminal, toJsonLine } from '../../base/escape.ts';
import { formatProblem, Problem } from '../../base/problem.ts';
import type { EpochMs } from '../../base/units.ts';
import { type Target, targetText } from '../../model/target.ts';
import type { Outcome, Plan, Responder } from './responder.ts';

/** `observe`: says which target it would look at, and asks AWS nothing. `plan`: says what it would do. `act`: does it. */
export const responderModes = ['observe', 'plan', 'act'] as const;
export type ResponderMode = (typeof responderModes)[number];

/** Whose credentials a responder has, as `sts:GetCallerIdentity` says. */
export interface Self {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
}

export interface ResponseOptions {
  readonly mode: ResponderMode;
  /** The only accounts that it may look at and act in. @default that of the credentials */
  readonly accounts?: readonly string[];
  /** Asked unless it only observes. */
  readonly self: () => Promise<Self>;
  /** What these credentials have done themselves is not looked at: events of its own may come back to a responder. */
  readonly ignoreOwn?: boolean;
  /** Wall clock. */
  readonly now: EpochMs;
}

/** What became of a target. */
export interface Response {
  readonly mode: ResponderMode;
  readonly target: Target;
  /** Where one was made. */
  readonly plan?: Plan;
  /** Where nothing more is to be done: acted, refused, or already so. */
  readonly outcome?: Outcome;
}

/**
 * One target, as far as the mode allows. What is refused, by us or by AWS, is an outcome.
 * @throws {Problem} what may go through later: AWS_FAILED, AWS_CREDENTIALS
 */
export async function respond(responder: Responder, target: Target, options: ResponseOptions): Promise<Response> {
  const { mode, accounts, now } = options;
  const ended = (result: Outcome['result'], detail: string, plan?: Plan): Response => ({
    mode,
    target,
    ...(plan !== undefined && { plan }),
    outcome: { result, detail },
  });
  if (accounts !== undefined && !accounts.includes(target.account)) {
    return ended('refused', `account ${target.account} is not among those that it may act in`);
  }
  if (mode === 'observe') return { mode, target };
  const self = await options.self();
  if (self.account !== target.account) {
    return ended('refused', `the credentials are of account ${self.account}, and the target is in ${target.account}`);
  }
  if (options.ignoreOwn === true && isOwnDoing(target, self)) return ended('already so', 'it is its own doing');
  if (isOneself(target, self)) return ended('refused', 'it is what it acts with itself');
  try {
    const plan = await responder.plan(target, now);
    if (plan.verdict !== 'to do') return ended(plan.verdict, plan.because, plan);
    if (mode === 'plan') return { mode, target, plan };
    const { result, detail } = await responder.apply(plan);
    return ended(result, detail, plan);
  } catch (error) {
    if (!(error instanceof Problem) || error.retry || error.code === 'AWS_CREDENTIALS') throw error;
    return ended('refused', formatProblem(error));
  }
}

/** By the id of the role, which nobody else can have; the name of the session is anybody's to choose. */
function isOwnDoing({ by }: Target, { userId }: Self): boolean {
  const [own] = userId.split(':');
  return own !== '' && by !== undefined && by.split(':')[0] === own;
}

/** `arn:aws:sts::123456789012:assumed-role/name/session`, `arn:aws:iam::123456789012:user/path/name` */
function isOneself(target: Target, { arn }: Self): boolean {
  const [, type = '', path = ''] = /:(assumed-role|user)\/(.*)$/.exec(arn) ?? [];
  if (target.kind === 'role') return type === 'assumed-role' && path.split('/')[0] === target.role;
  return target.kind === 'user' && type === 'user' && path.split('/').at(-1) === target.user;
}

/** As a finding's note says it, in lines: what an attacker named makes no line of its own. */
export function responseText({ mode, target, plan, outcome }: Response, name: string): string {
  const head = forTerminal(`${name}, ${targetText(target)} in ${target.account}`);
  if (outcome !== undefined && outcome.result !== 'done') return `${head}: ${outcome.result}: ${forTerminal(outcome.detail)}`;
  if (plan?.verdict !== 'to do') return `${head}: would look at it (mode ${mode})`;
  const calls = plan.calls.map(({ permission, input }) => `  ${permission} ${toJsonLine(input)}`);
  const undo = plan.undo.map((command) => `  ${forTerminal(command)}`);
  const did = outcome === undefined ? 'would act' : 'done';
  return [`${head}: ${did}: ${forTerminal(plan.because)}`, ...calls, 'Undo:', ...undo].join('\n');
}
