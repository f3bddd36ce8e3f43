import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Emulator, hasEmulator, startEmulator } from './emulator.ts';

const main = join(import.meta.dirname, '../../dist/hosts/cli/main.js');
const ACCOUNT = '000000000000';
const PATIENCE = { timeout: 30_000, interval: 200 };

/** The commands as a user types them: an event rule of a running trailwatch asks a responder, which acts here. */
describe.runIf(hasEmulator())('trailwatch run with a responder', () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let folder: string;
  let running: ChildProcess;
  let port: number;
  let said = '';

  beforeAll(async () => {
    emulator = await startEmulator();
    ec2 = new EC2Client({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    folder = mkdtempSync(join(tmpdir(), 'trailwatch-responder-'));
    port = await freePort();
    writeFileSync(
      join(folder, 'trailwatch.yaml'),
      `sources: [{ type: http, port: ${port}, token: '\${TRAILWATCH_TOKEN}' }]
event_rules: [stopped.yaml]
responders:
  restart-instance: { mode: act, accounts: ['${ACCOUNT}'] }
`,
    );
    writeFileSync(
      join(folder, 'stopped.yaml'),
      `Name: keep-running
EventPattern: { source: [aws.ec2], detail-type: [EC2 Instance State-change Notification], detail: { state: [stopped] } }
Targets: [{ Id: restart, Arn: 'responder:restart-instance' }]
`,
    );
    running = spawn(process.execPath, [main, 'run'], { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [running.stdout, running.stderr])
      stream!.on('data', (chunk) => {
        said += chunk;
      });
  });
  afterAll(async () => {
    if (running.exitCode === null) {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
    }
    ec2.destroy();
    rmSync(folder, { recursive: true, force: true });
    await emulator.stop();
  });

  const environment = () => ({ ...process.env, ...emulator.environment, TRAILWATCH_TOKEN: 'token-of-a-test' });
  const trailwatch = (...args: string[]) =>
    execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env: environment(), stdio: 'pipe' });
  const stateOf = async (id: string) => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations[0]?.Instances?.[0]?.State?.Name;
  };

  test('an instance that is stopped runs again, and the finding says so', async () => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
    );
    const id = Instances[0]!.InstanceId!;
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'trailwatch:keep-running', Value: 'true' }] }));
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('stopped'), PATIENCE);
    const event = {
      version: '0',
      id: 'stopped-1',
      'detail-type': 'EC2 Instance State-change Notification',
      source: 'aws.ec2',
      account: ACCOUNT,
      region: 'us-east-1',
      time: new Date().toISOString(),
      resources: [],
      detail: { 'instance-id': id, state: 'stopped' },
    };
    writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
    const to = ['--to', `http://127.0.0.1:${port}/events`];
    await vi.waitFor(() => trailwatch('put-event', '--file', 'event.json', ...to), PATIENCE);
    await vi.waitFor(async () => expect(await stateOf(id), said).toBe('running'), PATIENCE);
    const noted = () => trailwatch('findings', 'list', '--all', '--status', 'closed', '--format', 'jsonl');
    await vi.waitFor(() => expect(noted()).toContain(`restart-instance: instance ${id}`), PATIENCE);
  });

  test('what is no event, and a wrong token, are refused in one line', () => {
    const fails = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
      try {
        execFileSync(process.execPath, [main, 'put-event', ...args], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...environment(), ...env },
          stdio: 'pipe',
        });
      } catch (error) {
        const { status, stderr } = error as { status: number; stderr: string };
        return [status, stderr.trim().split('\n').length, stderr] as const;
      }
      throw new Error('it was taken');
    };
    const to = ['--to', `http://127.0.0.1:${port}/events`];
    writeFileSync(join(folder, 'none.json'), '{"a":1}');
    expect(fails(['--file', 'none.json', ...to])).toEqual([2, 1, expect.stringContaining('none.json')]);
    expect(fails(['--file', 'event.json', ...to], { TRAILWATCH_TOKEN: 'wrong' })).toEqual([
      2,
      1,
      expect.not.stringContaining('wrong'),
    ]);
  });

  test('the bus of an account takes what is not said to be of AWS', () => {
    expect(trailwatch('put-event', '--file', 'event.json', '--as', 'example.test')).toBeDefined();
    expect(() => trailwatch('put-event', '--file', 'event.json')).toThrow(/aws\./);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
