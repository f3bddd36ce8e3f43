import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatProblem, type Problem } from '../../base/problem.ts';
import { postJson } from './http-post.ts';
import { type LoopbackService, startLoopbackService } from './loopback-service.contract.ts';

describe('postJson', () => {
  let service: LoopbackService;
  beforeEach(async () => {
    service = await startLoopbackService();
  });
  afterEach(() => service.stop());

  const { signal } = new AbortController();
  const options = { signal, secretParts: ['pass/word+1'] };
  const problemOf = (sending: Promise<unknown>): Promise<Problem> =>
    sending.then(
      () => {
        throw new Error('it went through');
      },
      (thrown: Problem) => thrown,
    );

  test('sends JSON and gives back the answer', async () => {
    const answer = await postJson(`${service.url}/a?b`, { x: 'ä' }, { ...options, headers: { 'x-key': '1' } });
    expect(answer).toMatchObject({ status: 200, text: 'ok' });
    expect(service.requests).toMatchObject([
      {
        method: 'POST',
        url: '/a?b',
        body: '{"x":"ä"}',
        headers: { 'x-key': '1', 'content-type': 'application/json; charset=utf-8' },
      },
    ]);
  });

  test('sends a text as it is, for what is signed', async () => {
    await postJson(service.url, '{ "x":1}', options);
    expect(service.requests[0]?.body).toBe('{ "x":1}');
  });

  test.each([
    [200, undefined],
    [202, undefined],
    [204, undefined],
    [301, 'SINK_REFUSED'],
    [308, 'SINK_REFUSED'],
    [400, 'SINK_REFUSED'],
    [401, 'SINK_REFUSED'],
    [403, 'SINK_REFUSED'],
    [404, 'SINK_REFUSED'],
    [408, 'SINK_FAILED'],
    [410, 'SINK_REFUSED'],
    [413, 'SINK_REFUSED'],
    [425, 'SINK_FAILED'],
    [429, 'SINK_FAILED'],
    [500, 'SINK_FAILED'],
    [503, 'SINK_FAILED'],
  ])('status %i: %s', async (status, code) => {
    service.answers.fine = (_, response) => response.writeHead(status, { location: `${service.url}/elsewhere` }).end();
    const sending = postJson(service.url, {}, options);
    if (code === undefined) await expect(sending).resolves.toMatchObject({ status });
    else expect(await problemOf(sending)).toMatchObject({ code });
    expect(service.requests).toHaveLength(1);
  });

  test.each([
    ['120', 'Try again after 120 s'],
    ['Sun, 01 Mar 2026 12:00:00 GMT', 'Try again after 2026-03-01T12:00:00.000Z'],
    ['\u00ff', 'It is tried again'],
  ])('says when: Retry-After %s', async (value, hint) => {
    service.answers.fine = (_, response) => response.writeHead(429, { 'retry-after': value }).end();
    expect(await problemOf(postJson(service.url, {}, options))).toMatchObject({ hint });
  });

  test('what it quotes of an answer has no secrets, no controls and an end', async () => {
    const echo = `\u001b[2J pass/word+1 ${encodeURIComponent('pass/word+1')} ${Buffer.from('pass/word+1').toString('base64')} `;
    service.answers.fine = (_, response) => response.writeHead(400).end(echo + 'x'.repeat(5_000_000));
    const problem = await problemOf(postJson(service.url, {}, options));
    expect(formatProblem(problem)).toContain('answered 400: \\x1b[2J *** *** *** xxx');
    expect(problem.message.length).toBeLessThan(300);
  });

  test('nobody listens', async () => {
    const { url } = service;
    await service.stop();
    service = await startLoopbackService();
    const problem = await problemOf(postJson(`${url}/secret-path`, {}, options));
    expect(problem).toMatchObject({ code: 'SINK_FAILED', message: expect.stringContaining('ECONNREFUSED') });
    expect(`${formatProblem(problem)} ${problem.stack}`).not.toContain('secret-path');
  });

  test.each(['not a url/secret', 'file:///etc/secret', 'javascript:secret'])('no web address: %s', async (url) => {
    const problem = await problemOf(postJson(url, {}, options));
    expect(problem.code).toBe('SINK_REFUSED');
    expect(`${formatProblem(problem)} ${problem.stack}`).not.toContain('secret');
  });

  test('an answer that never ends is left', async () => {
    service.answers.fine = (_, response) => {
      response.writeHead(200).write('x');
    };
    expect(await problemOf(postJson(service.url, {}, { ...options, timeout: 100 }))).toMatchObject({
      code: 'SINK_FAILED',
      message: expect.stringContaining('nothing within 0.1 s'),
    });
  });
});
