import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KiB } from '../../../base/units.ts';
import { smallFetch } from './small-fetch.ts';

let server: Server;
let origin = '';
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [, what = '', length = '0'] = (request.url ?? '').split('/');
    if (what === 'redirect') response.writeHead(302, { location: '/size/1' });
    else if (what === 'status') response.writeHead(Number(length));
    response.end('x'.repeat(what === 'size' ? Number(length) : 0));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test('up to 64 KiB of text', async () => {
  expect(await smallFetch(`${origin}/size/${64 * KiB}`)).toHaveLength(64 * KiB);
  await expect(smallFetch(`${origin}/size/${64 * KiB + 1}`)).rejects.toThrow('more than');
});

test('no redirect is followed', async () => {
  asked.length = 0;
  await expect(smallFetch(`${origin}/redirect`)).rejects.toThrow();
  expect(asked).toEqual(['/redirect']);
});

test.each([201, 204, 403, 404, 500])('%d is no success', async (status) => {
  await expect(smallFetch(`${origin}/status/${status}`)).rejects.toThrow(`answered with ${status}`);
});
