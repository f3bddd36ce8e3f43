import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { refusalOf } from './sniff.ts';

it('content that is still gzip after all layers were taken off is called so', () => {
  expect(refusalOf(gzipSync('{"Records":[]}'))).toMatchObject({ code: 'DECODE_SHAPE', hint: expect.stringContaining('gunzip') });
});
