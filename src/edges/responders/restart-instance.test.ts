import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../base/json.ts';
import { MINUTE } from '../../base/units.ts';
import { awsError, fakeAws } from '../aws/fake-aws.cases.ts';
import { responderContract } from './responder.contract.ts';
import type { ResponderMemory } from './responder.ts';
import { restartInstance } from './restart-instance.ts';
import { inAccount } from './target.cases.ts';

const ID = 'i-0123456789abcdef0';
const target = inAccount({ kind: 'instance', instance: ID });
const KEEP = { Key: 'trailwatch:keep-running', Value: 'true' };

function memory(): ResponderMemory {
  const kept = new Map<string, Json>();
  return { load: async (key) => kept.get(key), save: async (key, value) => void kept.set(key, value) };
}

function account(state: string, tags: object[] = [KEEP]) {
  const now = { state };
  const answers = {
    DescribeInstances: (input: { InstanceIds: string[] }) => {
      expect(input).toEqual({ InstanceIds: [ID] });
      return { Reservations: [{ Instances: [{ InstanceId: ID, State: { Name: now.state }, Tags: tags }] }] };
    },
    StartInstances: () => {
      now.state = 'pending';
      return {};
    },
  };
  return { now, answers };
}

responderContract('restart-instance', () => ({
  responder: restartInstance({ memory: memory() }),
  target,
  calls: [['StartInstances', { InstanceIds: [ID] }]],
  answers: account('stopped').answers,
}));

describe('restart-instance', () => {
  afterEach(() => vi.restoreAllMocks());
  const plan = (state: string, tags?: object[], instances: string[] = []) => {
    fakeAws(account(state, tags).answers);
    return restartInstance({ memory: memory(), instances }).plan(target, 0);
  };

  test.each([
    ['an instance without the tag stays stopped', 'stopped', [], [], 'refused', 'has no tag'],
    ['and so does one whose tag says false', 'stopped', [{ ...KEEP, Value: 'False' }], [], 'refused', 'has no tag'],
    ['one of the list needs no tag', 'stopped', [], [ID], 'to do', 'is stopped'],
    [
      'Auto Scaling looks after its own',
      'stopped',
      [KEEP, { Key: 'aws:autoscaling:groupName', Value: 'web' }],
      [],
      'refused',
      'Auto Scaling group web',
    ],
    ['what is running stays so', 'running', [KEEP], [], 'already so', 'is running'],
    ['what is terminated never', 'terminated', [KEEP], [], 'refused', 'terminated'],
  ])('%s', async (_fact, state, tags, instances, verdict, because) => {
    expect(await plan(state, tags, instances)).toMatchObject({ verdict, because: expect.stringContaining(because) });
  });

  test('what is being stopped can not be started yet: it comes again', async () => {
    await expect(plan('stopping')).rejects.toMatchObject({ code: 'AWS_FAILED', retry: true });
  });

  test('one that is gone is nobody’s to start', async () => {
    fakeAws({
      DescribeInstances: () => {
        throw awsError('InvalidInstanceID.NotFound', 400);
      },
    });
    expect(await restartInstance({ memory: memory() }).plan(target, 0)).toMatchObject({ verdict: 'already so' });
  });

  test('stopped for the fourth time within an hour it stays stopped, and may be started again when the hour is over', async () => {
    const { now, answers } = account('stopped');
    const { calls } = fakeAws(answers);
    const responder = restartInstance({ memory: memory() });
    const stopAndLook = async (minute: number) => {
      now.state = 'stopped';
      return responder.apply(await responder.plan(target, minute * MINUTE));
    };
    for (const minute of [0, 10, 20]) expect(await stopAndLook(minute)).toMatchObject({ result: 'done' });
    expect(await stopAndLook(30)).toMatchObject({ result: 'refused', detail: expect.stringContaining('3 times within an hour') });
    expect(await stopAndLook(61)).toMatchObject({ result: 'done' });
    expect(calls.filter(([name]) => name === 'StartInstances')).toHaveLength(4);
  });
});
