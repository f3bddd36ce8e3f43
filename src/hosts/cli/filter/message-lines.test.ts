import { expect, it } from 'vitest';
import type { LogMessage } from './log-message.ts';
import { messageLines } from './message-lines.ts';

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  const body = async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk as string);
  };
  const said: string[] = [];
  const tell = (read: LogMessage) => (read.kind === 'message' ? `${read.place} ${read.message}` : read.problem.code);
  for await (const each of messageLines(body(), 'f')) said.push(tell(each));
  return said;
}

it.each<[string, readonly (string | Uint8Array)[], readonly string[]]>([
  ['a line each', ['a\nb\n'], ['f:1 a', 'f:2 b']],
  ['the last needs no end', ['a\nb'], ['f:1 a', 'f:2 b']],
  ['empty lines are counted and are no messages', ['a\n\n\r\nb'], ['f:1 a', 'f:4 b']],
  ['carriage returns are left out', ['a\r\nb\r'], ['f:1 a', 'f:2 b']],
  ['a line in pieces', ['a', 'b', 'c\nd', 'e'], ['f:1 abc', 'f:2 de']],
  ['a letter in pieces', [Uint8Array.of(0xc3), Uint8Array.of(0xa9, 0x0a)], ['f:1 é']],
  ['UTF-16 with a mark', [Buffer.from('\ufeffa\nb', 'utf16le')], ['f:1 a', 'f:2 b']],
  ['nothing', [], []],
])('%s', async (_, chunks, expected) => {
  expect(await read(...chunks)).toEqual(expected);
});

it('a line over the limit is a reject, and the next is read', async () => {
  const piece = 'x'.repeat(1024 * 1024);
  expect(await read('a\n', ...Array(17).fill(piece), '\nb\n', ...Array(17).fill(piece))).toEqual([
    'f:1 a',
    'DECODE_RECORD_TOO_LARGE',
    'f:3 b',
    'DECODE_RECORD_TOO_LARGE',
  ]);
});
