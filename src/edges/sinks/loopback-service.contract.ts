import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service does with the next requests. */
export type Mood = 'fine' | 'failing' | 'throttling' | 'refusing' | 'redirecting' | 'hanging' | 'closing';

export interface LoopbackRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server of this machine in the place of a service: keeps what it is told, answers as its mood is. */
export interface LoopbackService {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly requests: readonly LoopbackRequest[];
  mood: Mood;
  /** What it answers instead of a bare `ok` or a bare error. */
  readonly answers: Partial<Record<Mood, (request: LoopbackRequest, response: ServerResponse) => void>>;
  stop(): Promise<void>;
}

export async function startLoopbackService(): Promise<LoopbackService> {
  const requests: LoopbackRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const told = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(told);
      const answer = service.answers[service.mood];
      if (answer === undefined) respond(service, told, response);
      else answer(told, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: LoopbackService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mood: 'fine',
    answers: {},
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return service;
}

function respond({ mood, url }: LoopbackService, request: LoopbackRequest, response: ServerResponse): void {
  // A careless service repeats what it was sent, and so the secrets.
  const echo = `no: ${request.url} ${JSON.stringify(request.headers)}`;
  switch (mood) {
    case 'fine':
      response.writeHead(200).end('ok');
      return;
    case 'failing':
      response.writeHead(500).end(echo);
      return;
    case 'throttling':
      response.writeHead(429, { 'retry-after': '30' }).end(echo);
      return;
    case 'refusing':
      response.writeHead(400).end(echo);
      return;
    case 'redirecting':
      response.writeHead(307, { location: `${url}/elsewhere` }).end();
      return;
    case 'hanging':
      return;
    case 'closing':
      response.writeHead(200, { 'content-length': '1000' }).write('{"ok":');
      response.socket?.destroy();
  }
}
