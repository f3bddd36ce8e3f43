import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** An AWS on this machine, for tests. */
export interface Emulator {
  readonly endpoint: string;
  /** What a process needs in its environment to talk to it and to nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const READY_WITHIN = 60_000;
const STOPPED_WITHIN = 5_000;

/** The MiniStack that `TRAILWATCH_MINISTACK` names, or that is on the PATH. */
export function findMinistack(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.TRAILWATCH_MINISTACK;
  if (named) return named;
  return (environment.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'ministack'))
    .find(isExecutable);
}

/**
 * True if the suite can run. Where it can't, it says what is missing, and on CI it fails: a check that quietly doesn't run is none.
 */
export function hasEmulator(): boolean {
  if (findMinistack() !== undefined) return true;
  const missing = 'MiniStack is missing: `pip install ministack==1.5.33`, then set TRAILWATCH_MINISTACK to its path';
  if (process.env.CI) throw new Error(missing);
  console.warn(`skipped: ${missing}`);
  return false;
}

export async function startEmulator(): Promise<Emulator> {
  const binary = findMinistack();
  if (binary === undefined) throw new Error('MiniStack is missing');
  const port = await freePort();
  const child = spawn(binary, [], {
    env: { ...process.env, BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), CLOUDTRAIL_RECORDING: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = () => end(child);
  try {
    await ready(endpoint, child);
  } catch (error) {
    await stop();
    throw new Error(`MiniStack did not start: ${said}`, { cause: error });
  }
  return { endpoint, environment: environmentFor(endpoint), stop };
}

function environmentFor(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

async function ready(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN);
  await gone;
  clearTimeout(late);
}

/** Free a moment ago: nothing else on a test machine takes ports at random in between. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
