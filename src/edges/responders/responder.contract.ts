import { afterEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../base/problem.ts';
import type { Target } from '../../model/target.ts';
import { type Answers, type FakeAws, fakeAws } from '../aws/fake-aws.cases.ts';
import type { Plan, Responder } from './responder.ts';

/** An account in which something is to be mended. */
export interface ResponderWorld {
  readonly answers: Answers;
  readonly responder: Responder;
  readonly target: Target;
  /** The calls that mend it, as AWS's API reference names them and their parameters. */
  readonly calls: readonly (readonly [name: string, input: unknown])[];
}

const NOW = Date.parse('2026-01-31T12:00:00Z');
const LATER = Date.parse('2026-01-31T12:05:00Z');
const isRead = ([name]: readonly [string, unknown]) => /^(Get|List|Describe|Head)/.test(name);

/** What whoever has a responder act relies on, whatever the responder. */
export function responderContract(name: string, makeWorld: () => ResponderWorld): void {
  describe(`${name} as a responder`, () => {
    afterEach(() => vi.restoreAllMocks());
    const setUp = (): ResponderWorld & { readonly aws: FakeAws; readonly changes: () => FakeAws['calls'] } => {
      const world = makeWorld();
      const aws = fakeAws(world.answers);
      return { ...world, aws, changes: () => aws.calls.filter((call) => !isRead(call)) };
    };
    const callsOf = (plan: Plan) => (plan.verdict === 'to do' ? plan.calls : []);

    test('planning reads only, and shows exactly the calls', async () => {
      const { responder, target, calls, aws, changes } = setUp();
      const plan = await responder.plan(target, NOW);
      expect(plan).toMatchObject({ action: responder.name, target, at: NOW, verdict: 'to do' });
      expect(callsOf(plan).map(({ input }) => input)).toEqual(calls.map(([, input]) => input));
      expect(aws.calls.length).toBeGreaterThan(0);
      expect(changes()).toEqual([]);
    });

    test('acting makes exactly the calls that were planned, in their order', async () => {
      const { responder, target, calls, changes } = setUp();
      const plan = await responder.plan(target, NOW);
      expect(await responder.apply(plan)).toEqual({ result: 'done', detail: plan.because });
      expect(changes()).toEqual(calls);
    });

    test('twice is once: the same plan again, and a new one', async () => {
      const { responder, target, calls, changes } = setUp();
      const plan = await responder.plan(target, NOW);
      await responder.apply(plan);
      expect(await responder.apply(plan)).toMatchObject({ result: 'already so' });
      const again = await responder.plan(target, LATER);
      expect(again.verdict).toBe('already so');
      expect(await responder.apply(again)).toMatchObject({ result: 'already so' });
      expect(changes()).toHaveLength(calls.length);
    });

    test('a plan goes through JSON', async () => {
      const { responder, target, calls, changes } = setUp();
      const plan = JSON.parse(JSON.stringify(await responder.plan(target, NOW))) as Plan;
      expect(await responder.apply(plan)).toMatchObject({ result: 'done' });
      expect(changes()).toEqual(calls);
    });

    test('a call that is denied is told by its permission, and so is what was done before', async () => {
      const count = makeWorld().calls.length;
      for (let at = 0; at < count; at++) {
        const { responder, target, calls, aws, changes } = setUp();
        const plan = await responder.plan(target, NOW);
        const [denied] = calls[at]!;
        aws.deny(denied, calls.slice(0, at).filter(([call]) => call === denied).length);
        const { result, detail } = await responder.apply(plan);
        const { permission } = callsOf(plan)[at]!;
        expect(result).toBe('refused');
        expect(detail).toContain(`AWS denied ${permission}`);
        if (at > 0) expect(detail).toContain(`after ${at} of ${count} calls`);
        expect(changes()).toEqual(calls.slice(0, at + 1));
        vi.restoreAllMocks();
      }
    });

    test('a read that is denied is told by its permission, and nothing is changed', async () => {
      const { responder, target, aws, changes } = setUp();
      await responder.plan(target, NOW);
      for (const read of new Set(aws.calls.map(([call]) => call))) {
        const { responder: other, aws: denying } = setUp();
        denying.deny(read);
        await expect(other.plan(target, NOW)).rejects.toMatchObject({
          code: 'AWS_DENIED',
          hint: expect.stringContaining('Allow '),
        });
      }
      expect(changes()).toEqual([]);
    });

    test('what may go through later is thrown, to be tried again', async () => {
      const { responder, target, calls, aws } = setUp();
      const plan = await responder.plan(target, NOW);
      aws.fail(calls[0]![0]);
      await expect(responder.apply(plan)).rejects.toMatchObject({ code: 'AWS_FAILED', retry: true });
    });

    test('what has changed since is not acted on', async () => {
      const { responder, target, changes } = setUp();
      const plan = await responder.plan(target, NOW);
      if (plan.verdict !== 'to do') throw new Error('there was something to do');
      const other = { ...plan, calls: plan.calls.map((call) => ({ ...call, input: { ...call.input, Other: true } })) };
      expect(await responder.apply(other)).toMatchObject({ result: 'refused', detail: expect.stringContaining('plan again') });
      expect(changes()).toEqual([]);
    });

    test('it says how to take it back', async () => {
      const { responder, target } = setUp();
      const plan = await responder.plan(target, NOW);
      const undo = plan.verdict === 'to do' ? plan.undo : [];
      expect(undo.length).toBeGreaterThan(0);
      for (const command of undo) expect(command).toMatch(/^aws [a-z0-9]+ [a-z-]+ --/);
    });

    test('another kind of target is a mistake', async () => {
      const { responder, target } = setUp();
      const head = { account: '123456789012', region: 'us-east-1', as: 'named', at: NOW } as const;
      const other: Target =
        target.kind === 'user' ? { ...head, kind: 'role', role: 'other' } : { ...head, kind: 'user', user: 'other' };
      await expect(responder.plan(other, NOW)).rejects.toBeInstanceOf(Problem);
    });
  });
}
