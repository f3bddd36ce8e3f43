import { request as httpRequest } from 'node:http';

/** What the server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One request over a connection of its own. */
export function post(
  port: number,
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  return new Promise<Answer>((resolve, reject) => {
    const all = { 'content-type': 'application/json', ...headers };
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    request.on('error', reject);
    request.end(body);
  });
}
