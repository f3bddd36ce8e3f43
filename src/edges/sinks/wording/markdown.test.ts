import { expect, test } from 'vitest';
import type { Block } from './document.ts';
import { readMarkdown } from './markdown.ts';

const words = (...text: string[]): Block => ({ kind: 'paragraph', inlines: text.map((one) => ({ text: one })) });
const code = (text: string): Block => ({ kind: 'code', text });

test.each<[string, string, Block[]]>([
  ['line breaks are kept', 'one\ntwo\n\nthree', [words('one\ntwo'), words('three')]],
  [
    'commands are indented by two',
    'Look:\n  aws s3 ls\n  aws s3 ls x\nUndo:',
    [words('Look:'), code('aws s3 ls\naws s3 ls x'), words('Undo:')],
  ],
  ['a command needs no indentation', 'aws iam get-user --user-name x', [code('aws iam get-user --user-name x')]],
  ['fenced code', '```sh\n  a\n    b\n```\nafter', [code('a\n  b'), words('after')]],
  ['a fence that is not closed', '```\na', [code('a')]],
  ['a heading', '## First ##\ntext', [{ kind: 'heading', text: 'First' }, words('text')]],
  [
    'a list, with a line that goes on and a command in between',
    '- one\n  more\n- two\n  aws s3 ls',
    [{ kind: 'list', ordered: false, items: [[{ text: 'one\nmore' }], [{ text: 'two' }]] }, code('aws s3 ls')],
  ],
  ['a numbered list', '1. a\n2) b', [{ kind: 'list', ordered: true, items: [[{ text: 'a' }], [{ text: 'b' }]] }]],
  [
    'styles and links',
    'a **b** `c` [d](https://example.com/e) <https://example.com/f>',
    [
      {
        kind: 'paragraph',
        inlines: [
          { text: 'a ' },
          { text: 'b', style: 'strong' },
          { text: ' ' },
          { text: 'c', style: 'code' },
          { text: ' ' },
          { text: 'd', href: 'https://example.com/e' },
          { text: ' ' },
          { text: 'https://example.com/f', href: 'https://example.com/f' },
        ],
      },
    ],
  ],
  ['raw HTML is text', '<b>x</b> <script>y</script>', [words('<b>x</b> <script>y</script>')]],
  ['no address of a script', '[x](javascript:alert(1))', [words('[x](javascript:alert(1))')]],
  ['nothing', ' \n\n', []],
])('%s', (_, text, expected) => {
  expect(readMarkdown(text)).toEqual(expected);
});

test('takes time in proportion to the text', () => {
  for (const part of ['[', '**a', '`', '[a](', '<https://', '- ', '\n  ', '#']) {
    const began = performance.now();
    readMarkdown(part.repeat(20_000));
    expect(performance.now() - began).toBeLessThan(2_000);
  }
});
