import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lambdaFiles } from '../src/hosts/cli/package/lambda-files.ts';
import { simulate } from '../src/simulation/simulate.ts';

/**
 * `node tools/bench.mjs bench/lambda.ts [ROUNDS]`: the packed processor as a process of its own, as Lambda starts it, over stand-ins
 * for S3 and DynamoDB that answer at once: what is measured is ours, and not the network's. Cold start (a whole process, until the
 * first event is answered) and a large log file (the same code as built, its store in memory), with the peak of memory.
 */
const rounds = Number(process.argv[2] ?? 9);
const MB = 1e6;

/** The function as it is deployed. */
const PACKED = (place: string) => `const { handler } = await import(${JSON.stringify(join(place, 'processor.mjs'))});`;
/** The same, but for the store: the stand-in for DynamoDB remembers nothing. */
const IN_MEMORY = () => `
  const at = (file) => import(${JSON.stringify(join(process.cwd(), 'dist'))} + '/' + file);
  const [{ openWarm }, { createProcessor }, { createMemoryStore }, { wallClock }] = await Promise.all(
    ['hosts/lambda/warm.js', 'hosts/lambda/process-batch.js', 'edges/stores/memory-store.js', 'hosts/run/wall-clock.js'].map(at));
  const warm = await openWarm(process.env, { store: createMemoryStore() });
  const handler = createProcessor({ ...warm, clock: wallClock });`;

/** What Lambda gives V8 of 256 MB. */
const HEAP = ['--max-old-space-size=230'];
const folder = mkdtempSync(join(tmpdir(), 'trailwatch-lambda-'));
const objects = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const target = request.headers['x-amz-target'];
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (typeof target === 'string') {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify({ Responses: {}, Items: [], Count: 0, UnprocessedKeys: {} }));
    } else if (searchParams.get('list-type') === '2') {
      response.setHeader('content-type', 'application/xml');
      response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
    } else {
      const body = objects.get(pathname.slice(1));
      response.statusCode = body === undefined ? 404 : 200;
      response.end(body);
    }
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

try {
  for (const { path, bytes } of lambdaFiles(process.cwd())) {
    const file = join(folder, path);
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const one = readFileSync('examples/events/eventbridge-stop-logging.json', 'utf8');
  const starts = [];
  for (let i = 0; i < rounds; i++) starts.push(await run(one));
  const empty = [];
  for (let i = 0; i < rounds; i++) empty.push((await run(undefined)).process);
  console.log('| cold start, ms (median) | |\n|---|---|');
  console.log(`| an empty process of Node | ${median(empty)} |`);
  console.log(`| modules loaded and the configuration in force | ${median(starts.map(({ loaded }) => loaded))} |`);
  console.log(`| the first event answered | ${median(starts.map(({ answered }) => answered))} |`);
  console.log(`| the whole process | ${median(starts.map(({ process }) => process))} |`);
  console.log(`| its time on the CPU | ${median(starts.map(({ cpu }) => cpu))} |`);
  console.log(`| its memory, MB | ${median(starts.map(({ memory }) => memory / MB))} |`);

  console.log(
    '\n| log file | inflated, MB | gzip, MB | events | seconds | seconds of CPU | memory, MB |\n|---|---|---|---|---|---|---|',
  );
  for (const [name, copies] of [
    ['the largest that CloudTrail writes', 1],
    ['ten of them, one after the other', 10],
  ] as const) {
    const { text, events } = logFile(50 * MB);
    const zipped = gzipSync(text);
    objects.set('trail/a.json.gz', Buffer.concat(Array.from({ length: copies }, () => zipped)));
    const { answered, loaded, memory, cpu } = await run(JSON.stringify(notice('trail', 'a.json.gz')), IN_MEMORY);
    const sizes = [(text.length * copies) / MB, (zipped.length * copies) / MB, events * copies].map((each) => Math.round(each));
    console.log(
      `| ${name} | ${sizes.join(' | ')} | ${((answered - loaded) / 1000).toFixed(1)} | ${(cpu / 1000).toFixed(1)} | ${Math.round(memory / MB)} |`,
    );
  }
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

interface Measured {
  readonly loaded: number;
  readonly answered: number;
  readonly memory: number;
  readonly cpu: number;
  readonly process: number;
}

/** A process that loads the processor and handles one payload; undefined: that does nothing. */
async function run(payload: string | undefined, load = PACKED): Promise<Measured> {
  const script = `
    ${load(folder)}
    const loaded = performance.now();
    const end = Date.now() + 300000;
    const answer = await handler(JSON.parse(process.env.PAYLOAD), { awsRequestId: 'r', invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:p', getRemainingTimeInMillis: () => end - Date.now() });
    if (answer?.batchItemFailures.length > 0) throw new Error('it failed');
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1000;
    process.stderr.write(JSON.stringify({ loaded, answered: performance.now(), memory: maxRSS * 1024, cpu }));
    process.exit();`;
  const began = performance.now();
  const child = spawn(process.execPath, [...HEAP, '--input-type=module', '-e', payload === undefined ? '' : script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PAYLOAD: payload,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'Processor',
      LAMBDA_TASK_ROOT: folder,
      STORE_TABLE: 'store',
      CONFIG_PATH: 's3://trail/config/',
    },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const took = performance.now() - began;
  if (code !== 0) throw new Error(`the function ended with ${code}: ${said}`);
  return { ...(payload === undefined ? {} : JSON.parse(said.slice(said.lastIndexOf('{')))), process: took } as Measured;
}

function logFile(size: number): { readonly text: string; readonly events: number } {
  const records: string[] = [];
  let length = 0;
  for (const file of simulate({ events: 100_000 })) {
    for (const record of file.records) {
      const text = JSON.stringify(record);
      records.push(text);
      length += text.length + 1;
      if (length >= size) return { text: `{"Records":[${records.join(',')}]}`, events: records.length };
    }
  }
  throw new Error('the simulation has too few events');
}

/** S3's notification, by the queue. */
function notice(bucket: string, key: string): object {
  const body = {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: bucket }, object: { key } },
      },
    ],
  };
  return {
    Records: [
      {
        messageId: 'm',
        receiptHandle: 'r',
        body: JSON.stringify(body),
        eventSource: 'aws:sqs',
        eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:q',
      },
    ],
  };
}

function median(values: readonly number[]): string {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN).toString();
}
