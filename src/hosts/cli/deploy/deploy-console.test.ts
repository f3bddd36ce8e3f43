import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { deployConsole, type Streams } from './deploy-console.ts';

function streams(isTTY: boolean) {
  const written: string[] = [];
  const stream = (name: string) =>
    Object.assign(new PassThrough(), { isTTY, columns: 30 }).on('data', (chunk) => written.push(`${name}:${chunk}`));
  const input = Object.assign(new PassThrough(), { isTTY });
  return { input, output: stream('out'), error: stream('err'), written } as unknown as Streams & {
    readonly input: PassThrough;
    readonly written: string[];
  };
}
const { signal } = new AbortController();

test('on a terminal a status line is cut to it, and taken away by what comes next', () => {
  const { written, ...all } = streams(true);
  const console = deployConsole(signal, all);
  console.status('0 of 40 done · LogProcessingQueue, TrailBucket');
  console.say('made\n');
  expect(written).toEqual(['err:0 of 40 done · LogProcessing…', 'err:\r\x1b[K', 'err:made\n']);
  expect(console.asks).toBe(true);
});

test('in a pipe there is none, and nobody to ask', () => {
  const { written, ...all } = streams(false);
  const console = deployConsole(signal, all);
  console.status('0 of 40 done');
  console.say('made\n');
  expect(written).toEqual(['err:made\n']);
  expect(console.asks).toBe(false);
});

test('a question is answered, interrupted, or never answered', async () => {
  const answered = streams(true);
  const answer = deployConsole(signal, answered).ask('Deploy? ');
  answered.input.write('yes\n');
  expect(await answer).toBe('yes');

  const controller = new AbortController();
  const interrupted = deployConsole(controller.signal, streams(true)).ask('Deploy? ');
  controller.abort();
  expect(await interrupted).toBeUndefined();

  const ended = streams(true);
  const silence = deployConsole(signal, ended).ask('Deploy? ');
  ended.input.end();
  expect(await silence).toBeUndefined();
});
