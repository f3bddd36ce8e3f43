import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server misbehaves for a key or bucket. */
export interface Fault {
  readonly status?: number;
  /** S3's error code. */
  readonly code?: string;
  /** Where the bucket really is, as a redirect tells it. */
  readonly region?: string;
  /** Closes the connection after this many bytes of the body. */
  readonly breakAfter?: number;
  /** Closes the connection without an answer. */
  readonly reset?: boolean;
  /** How often; then it answers well. Default: always. */
  times?: number;
}

export interface LoopbackS3 {
  readonly endpoint: string;
  /** Bucket → key → content. */
  readonly buckets: Map<string, Map<string, Uint8Array>>;
  /** By `bucket` or `bucket/key`. */
  readonly faults: Map<string, Fault>;
  /** What was asked for: `LIST bucket prefix …` or `GET bucket/key`. */
  readonly log: string[];
  /** For which region each request was signed. */
  readonly regions: string[];
  /** How many GETs were being answered at once, at most. */
  readonly busiest: () => number;
  /** Forgets how busy it was. */
  reset(): void;
  /** Keys on a page of a listing. */
  pageSize: number;
  /** Milliseconds before each answer. @default 0 */
  latency: number;
  close(): Promise<void>;
}

const PAGE = 1000;

/**
 * Enough of S3's REST interface for listing and reading, over loopback: what the real SDK sends is parsed, and pages, delimiters,
 * ranges and errors are answered as in the Amazon S3 API Reference ("ListObjectsV2", "GetObject", "Error responses").
 */
export async function startLoopbackS3(pageSize: number = PAGE): Promise<LoopbackS3> {
  const buckets: LoopbackS3['buckets'] = new Map();
  const faults: LoopbackS3['faults'] = new Map();
  const log: string[] = [];
  const regions: string[] = [];
  let busy = 0;
  let busiest = 0;

  const received = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.includes('list-type=2') === false) {
      busiest = Math.max(busiest, ++busy);
      response.on('close', () => busy--);
    }
    if (loopback.latency === 0) answer(request, response);
    else setTimeout(answer, loopback.latency, request, response);
  };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://loopback');
    const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const isList = url.searchParams.get('list-type') === '2';
    log.push(
      isList
        ? `LIST ${bucket} ${describeList(url)}`
        : `GET ${bucket}/${key}${range(request) === 0 ? '' : ` from ${range(request)}`}`,
    );
    regions.push(/Credential=[^/]*\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
    const fault = takeFault(isList ? bucket : `${bucket}/${key}`);
    if (fault?.reset === true) return void request.socket.resetAndDestroy();
    if (fault?.region !== undefined) response.setHeader('x-amz-bucket-region', fault.region);
    if (fault?.status !== undefined) return fail(response, fault.status, fault.code ?? 'InternalError');
    const contents = buckets.get(bucket);
    if (contents === undefined) return fail(response, 404, 'NoSuchBucket');
    if (isList) return xml(response, 200, listing(contents, url, loopback.pageSize));
    const content = contents.get(key);
    if (content === undefined) return fail(response, 404, 'NoSuchKey');
    const body = content.subarray(range(request));
    response.writeHead(range(request) === 0 ? 200 : 206, { 'content-length': body.length, etag: '"e"' });
    if (fault?.breakAfter === undefined) return response.end(body);
    response.write(body.subarray(0, fault.breakAfter), () => setTimeout(() => response.destroy(), 20));
  };
  const takeFault = (name: string): Fault | undefined => {
    const fault = faults.get(name);
    if (fault?.times === undefined) return fault;
    return fault.times-- > 0 ? fault : undefined;
  };

  const server = createServer(received);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const loopback: LoopbackS3 = {
    pageSize,
    latency: 0,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    buckets,
    faults,
    log,
    regions,
    busiest: () => busiest,
    reset() {
      busiest = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return loopback;
}

function range(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

function describeList(url: URL): string {
  const after = url.searchParams.get('start-after') ?? url.searchParams.get('continuation-token');
  const delimiter = url.searchParams.get('delimiter');
  return `${url.searchParams.get('prefix') ?? ''}${delimiter === null ? '' : ` by ${delimiter}`}${after === null ? '' : ` after ${after}`}`;
}

function listing(contents: ReadonlyMap<string, Uint8Array>, url: URL, pageSize: number): string {
  const prefix = url.searchParams.get('prefix') ?? '';
  const delimiter = url.searchParams.get('delimiter');
  const after = url.searchParams.get('continuation-token') ?? url.searchParams.get('start-after') ?? '';
  const rolledUp = (key: string) => {
    const at = delimiter === null || delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return at < 0 ? key : key.slice(0, at + 1);
  };
  const keys = [...contents.keys()].filter((key) => key.startsWith(prefix));
  const entries = [...new Set(keys.map(rolledUp))].filter((entry) => Buffer.compare(Buffer.from(entry), Buffer.from(after)) > 0);
  entries.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const page = entries.slice(0, pageSize);
  const token = entries.length > page.length ? page.at(-1) : undefined;
  const parts = page.map((entry) =>
    contents.has(entry) && rolledUp(entry) === entry && !(delimiter && entry.slice(prefix.length).includes(delimiter))
      ? `<Contents><Key>${escapeXml(entry)}</Key><Size>${contents.get(entry)?.length}</Size></Contents>`
      : `<CommonPrefixes><Prefix>${escapeXml(entry)}</Prefix></CommonPrefixes>`,
  );
  const next = token === undefined ? '' : `<NextContinuationToken>${escapeXml(token)}</NextContinuationToken>`;
  return `<ListBucketResult><IsTruncated>${token !== undefined}</IsTruncated>${next}${parts.join('')}</ListBucketResult>`;
}

function fail(response: ServerResponse, status: number, code: string): void {
  xml(response, status, `<Error><Code>${code}</Code><Message>${code} said the loopback.</Message></Error>`);
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
