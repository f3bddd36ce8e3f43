import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Clock } from '../../src/base/clock.ts';
import { type EpochMs, SECOND } from '../../src/base/units.ts';
import { openEmbeddedStore } from '../../src/edges/stores/embedded/open-embedded-store.ts';
import { loadConfigSet } from '../../src/hosts/config/config-set.ts';
import { type Run, type RunOptions, startRun } from '../../src/hosts/run/start-run.ts';
import { wallClock } from '../../src/hosts/run/wall-clock.ts';
import type { Finding } from '../../src/model/finding.ts';
import { logFile, stored } from './watching.ts';

/** What tests share that watch a real run at work: a folder with logs, configuration, store and a file that is told. */
export interface Site {
  readonly folder: string;
  /** As a trail's delivery comes: whole at once. */
  arrive(name: string, records: readonly object[]): void;
  configure(config: object): string;
  /** Lines of the file sink `told.jsonl`. */
  told(): readonly ToldLine[];
  findings(): Promise<Finding[]>;
  remove(): void;
}

export interface ToldLine {
  readonly id: string;
  readonly change: string;
  readonly finding: Finding;
}

export function newSite(): Site {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-live-'));
  mkdirSync(join(folder, 'logs'));
  return {
    folder,
    arrive(name, records) {
      writeFileSync(join(folder, 'logs', `.${name}`), logFile(records));
      renameSync(join(folder, 'logs', `.${name}`), join(folder, 'logs', name));
    },
    configure(config) {
      const file = join(folder, 'trailwatch.yaml');
      writeFileSync(file, JSON.stringify({ ...usual, ...config }));
      return file;
    },
    told: () => linesOf(join(folder, 'told.jsonl')),
    async findings() {
      const store = await openEmbeddedStore({ path: join(folder, 'store.db'), readOnly: true });
      try {
        return await stored(store);
      } finally {
        await store.close();
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const usual = {
  store: { path: './store.db' },
  sources: [{ type: 'folder', path: './logs', every: '1s' }],
  sinks: { file: { type: 'file', path: './told.jsonl' } },
  rules: { set: 'monitored' },
  silent_after: 'off',
};

export function linesOf<T = ToldLine>(file: string): T[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  // What follows the last end of a line is still being written.
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** A call that monitored events name, by somebody of that name: a finding of its own. */
export function stopLogging(userName: string, eventID = `stop-${userName}`): object {
  return {
    eventVersion: '1.08',
    eventID,
    eventTime: '2026-03-01T12:00:00Z',
    eventName: 'StopLogging',
    eventSource: 'cloudtrail.amazonaws.com',
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    managementEvent: true,
    readOnly: false,
    awsRegion: 'us-east-1',
    recipientAccountId: '123456789012',
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::123456789012:user/${userName}`,
      accountId: '123456789012',
      userName,
    },
    requestParameters: { name: 'trail' },
    responseElements: null,
  };
}

/** Three sign-ins that fail and one that doesn't: a count feeds a sequence. */
export function guessedPassword(userName: string, at: EpochMs): object[] {
  return ['Failure', 'Failure', 'Failure', 'Success'].map((answer, i) => ({
    eventVersion: '1.08',
    eventID: `${userName}-${i}`,
    eventTime: new Date(at + i * 30 * SECOND).toISOString().replace('.000Z', 'Z'),
    eventName: 'ConsoleLogin',
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsConsoleSignIn',
    eventCategory: 'Management',
    managementEvent: true,
    readOnly: false,
    awsRegion: 'us-east-1',
    recipientAccountId: '123456789012',
    sourceIPAddress: '192.0.2.10',
    userAgent: 'Mozilla/5.0',
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::123456789012:user/${userName}`,
      accountId: '123456789012',
      userName,
    },
    requestParameters: null,
    responseElements: { ConsoleLogin: answer },
    additionalEventData: { MFAUsed: 'Yes' },
  }));
}

export const nameOf = ({ actor }: Finding): string => actor.slice(actor.lastIndexOf('/') + 1);

/** Time runs so much faster: what takes half a minute takes a second and a half. */
const HASTE = 20;

export function hastyClock(): Clock {
  const started = Date.now();
  return {
    now: () => started + (Date.now() - started) * HASTE,
    sleep: (time, signal) => wallClock.sleep(time / HASTE, signal),
  };
}

export interface Running {
  readonly run: Run;
  /** Messages of its log so far. */
  readonly said: readonly { readonly msg: string; readonly code?: string; readonly problem?: string }[];
}

export async function startHasty(config: string, options: Partial<RunOptions> = {}): Promise<Running> {
  const { set, problems } = await loadConfigSet({ file: config, environment: {} });
  if (set === undefined) throw problems[0]!;
  const said: Running['said'][number][] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void said.push(JSON.parse(line)) });
  return { run: await startRun({ set, log, clock: hastyClock(), defaultRegions: () => [], ...options }), said };
}

export async function stopped({ run }: Running): Promise<void> {
  run.stop();
  await run.ended;
}
