import { expect, test, vi } from 'vitest';
import { forTerminal, toJsonLine } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import type { Target } from '../../model/target.ts';
import { respond, type ResponseOptions, responseText } from './respond.ts';
import type { Outcome, Plan, Responder } from './responder.ts';
import { inAccount, ODD_KEY } from './target.cases.ts';

const target = inAccount({ kind: 'object', bucket: 'example-uploads', key: ODD_KEY });
const self = { account: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/responder/x', userId: 'AROAOWN:x' };

function responder(problem?: Problem): Responder {
  const plan = async (what: Target): Promise<Plan> => {
    if (problem !== undefined) throw problem;
    const calls = [{ permission: 's3:PutObjectAcl', input: { Key: ODD_KEY } }];
    return {
      action: 'make-object-private',
      target: what,
      at: 0,
      because: 'it is open',
      verdict: 'to do',
      calls,
      undo: ['aws undo'],
    };
  };
  return {
    name: 'make-object-private',
    takes: 'object',
    plan,
    apply: vi.fn(async (): Promise<Outcome> => ({ result: 'done', detail: 'it is open' })),
  };
}

const asked = (mode: ResponseOptions['mode'], more: Partial<ResponseOptions> = {}) => {
  const one = responder();
  const askSelf = vi.fn(async () => self);
  return { one, askSelf, answer: respond(one, target, { mode, self: askSelf, now: 0, ...more }) };
};

test('observing asks AWS nothing', async () => {
  const { one, askSelf, answer } = asked('observe');
  expect(await answer).toEqual({ mode: 'observe', target });
  expect(askSelf).not.toHaveBeenCalled();
  expect(one.apply).not.toHaveBeenCalled();
});

test('planning changes nothing, acting does', async () => {
  const planned = asked('plan');
  expect(await planned.answer).toMatchObject({ plan: { verdict: 'to do' } });
  expect(planned.one.apply).not.toHaveBeenCalled();
  const acted = asked('act');
  expect(await acted.answer).toMatchObject({ outcome: { result: 'done' } });
  expect(acted.one.apply).toHaveBeenCalledOnce();
});

test.each([
  ['in an account that is not in the list', { accounts: ['111122223333'] }, target, 'refused', 'is not among those'],
  [
    'in another account than the credentials',
    {},
    { ...target, account: '111122223333' },
    'refused',
    'the target is in 111122223333',
  ],
  [
    'where it was done by itself',
    { ignoreOwn: true },
    { ...target, by: 'AROAOWN:another-session' },
    'already so',
    'its own doing',
  ],
])('nothing is done %s', async (_where, more, what, result, detail) => {
  const one = responder();
  const answer = await respond(one, what, { mode: 'act', self: async () => self, now: 0, ...more });
  expect(answer.outcome).toMatchObject({ result, detail: expect.stringContaining(detail) });
  expect(one.apply).not.toHaveBeenCalled();
});

test('another’s session of the same name is no doing of its own', async () => {
  const { outcome } = await respond(
    responder(),
    { ...target, by: 'AROAOTHER:x' },
    { mode: 'act', self: async () => self, now: 0, ignoreOwn: true },
  );
  expect(outcome?.result).toBe('done');
});

test('it doesn’t cut off itself', async () => {
  const role = inAccount({ kind: 'role', role: 'responder' });
  expect((await respond(responder(), role, { mode: 'act', self: async () => self, now: 0 })).outcome).toMatchObject({
    result: 'refused',
  });
  const user = { ...self, arn: 'arn:aws:iam::123456789012:user/ops/alice' };
  const alice = inAccount({ kind: 'user', user: 'alice' });
  expect((await respond(responder(), alice, { mode: 'act', self: async () => user, now: 0 })).outcome).toMatchObject({
    result: 'refused',
  });
});

test('what AWS refuses is an outcome, what may go through later is thrown', async () => {
  const denied = new Problem('AWS_DENIED', 'AWS denied s3:GetObjectAcl', { hint: 'Allow s3:GetObjectAcl' });
  const options = { mode: 'act', self: async () => self, now: 0 } as const;
  expect((await respond(responder(denied), target, options)).outcome).toEqual({
    result: 'refused',
    detail: 'AWS denied s3:GetObjectAcl [AWS_DENIED]. Allow s3:GetObjectAcl.',
  });
  await expect(respond(responder(new Problem('AWS_FAILED', 'no network')), target, options)).rejects.toThrow('no network');
  await expect(respond(responder(new Problem('AWS_CREDENTIALS', 'expired')), target, options)).rejects.toThrow('expired');
});

test('a note says what was found, each call, and how to take it back', async () => {
  const text = responseText(await asked('act').answer, 'make-object-private');
  expect(text.split('\n')).toEqual([
    `make-object-private, s3://example-uploads/${forTerminal(ODD_KEY)} in 123456789012: done: it is open`,
    `  s3:PutObjectAcl ${toJsonLine({ Key: ODD_KEY })}`,
    'Undo:',
    '  aws undo',
  ]);
  expect(responseText(await asked('observe').answer, 'x')).toContain('would look at it');
  expect(responseText(await asked('plan').answer, 'x')).toContain('would act: it is open');
});

test('what an attacker named makes no line of its own', async () => {
  const hostile = inAccount({ kind: 'object', bucket: 'example-uploads', key: 'a\nUndo:\n  aws iam delete-user' });
  const response = await respond(responder(), hostile, { mode: 'act', self: async () => self, now: 0 });
  expect(responseText(response, 'make-object-private').split('\n')).toHaveLength(4);
});
