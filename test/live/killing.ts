import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect } from 'vitest';
import { type EpochMs, MINUTE } from '../../src/base/units.ts';
import { until } from '../../src/edges/sources/live/test-clock.cases.ts';
import { openEmbeddedStore } from '../../src/edges/stores/embedded/open-embedded-store.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Random } from '../../src/simulation/random.ts';
import { serialize, simulate } from '../../src/simulation/simulate.ts';
import { bundled } from '../bundled.ts';
import { guessedPassword } from './running.ts';
import { logFile, stored } from './watching.ts';

/** Where a run may die, and at the how-manieth time it comes there. */
export type Death =
  | { readonly at: 'step'; readonly step: string; readonly time: number }
  /** When the webhook's receiver has its n-th request and hasn't answered. */
  | { readonly at: 'request'; readonly time: number }
  /** After so many milliseconds, wherever it is. */
  | { readonly at: 'moment'; readonly after: number };

/** What a run leaves behind, without what may rightly depend on how deliveries were grouped. */
export interface Outcome {
  readonly findings: readonly Finding[];
  readonly ledger: readonly string[];
  readonly cells: readonly string[];
  /** Findings that were said to be new. */
  readonly opened: readonly string[];
}

export interface Ground {
  readonly expected: Outcome;
  /** How often an undisturbed run passes each step. */
  readonly passed: Readonly<Record<string, number>>;
  /** A run with so many deaths until it lives to the end, compared with the undisturbed one. Returns how often it died. */
  round(name: string, deaths: readonly Death[]): Promise<number>;
  close(): void;
}

interface Notice {
  readonly id: string;
  readonly change: string;
  readonly finding: Finding;
}

/** What a sink was told, in order, and how much of it when a process died. */
interface Told {
  readonly sink: string;
  readonly notices: () => readonly Notice[];
  readonly atDeath: number[];
}

const child = await bundled(new URL('./kill-child.mjs', import.meta.url));
/** Each process begins so much later by its own clock than the one before: longer than a lease. */
const LATER = 2 * MINUTE;

/** Logs of a simulated account, and what an undisturbed run makes of them. */
export async function prepareGround(options: { readonly events: number; readonly seed: number }): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch-kill-'));
  writeLogs(join(folder, 'logs'), options);
  const whole = await runIn(folder, 'undisturbed', []);
  const passed = JSON.parse(whole.printed) as Record<string, number>;
  return {
    expected: whole.outcome,
    passed,
    async round(name, deaths) {
      const { outcome, died } = await runIn(folder, name, deaths);
      expect(outcome.ledger).toEqual(whole.outcome.ledger);
      expect(outcome.findings).toEqual(whole.outcome.findings);
      expect(outcome.cells).toEqual(whole.outcome.cells);
      expect(outcome.opened).toEqual(whole.outcome.opened);
      rmSync(join(folder, name), { recursive: true });
      return died;
    },
    close: () => {
      child.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Ran {
  readonly outcome: Outcome;
  readonly died: number;
  /** By the last process. */
  readonly printed: string;
}

async function runIn(folder: string, name: string, deaths: readonly Death[]): Promise<Ran> {
  const receiver = await startReceiver();
  try {
    return await runUntilItLives(join(folder, name), receiver, deaths);
  } finally {
    await receiver.close();
  }
}

async function runUntilItLives(own: string, receiver: Receiver, deaths: readonly Death[]): Promise<Ran> {
  mkdirSync(own);
  writeFileSync(
    join(own, 'trailwatch.yaml'),
    JSON.stringify({
      store: { path: './store.db' },
      sources: [{ type: 'folder', path: '../logs', every: '1s' }],
      sinks: { file: { type: 'file', path: './told.jsonl' }, hook: { type: 'webhook', url: receiver.url } },
      // Each alert by itself, so that it is told by its id.
      storm: { limit: 100_000 },
      silent_after: 'off',
    }),
  );
  const told: Told[] = [
    { sink: 'file', notices: () => noticesIn(join(own, 'told.jsonl')), atDeath: [] },
    { sink: 'hook', notices: () => receiver.notices, atDeath: [] },
  ];
  let died = 0;
  for (let attempt = 0; ; attempt++) {
    const death = deaths[attempt];
    const { signal, code, out, err } = await runOnce(join(own, 'trailwatch.yaml'), attempt * LATER, receiver, death);
    await receiver.quiet();
    if (signal === null) {
      if (code !== 0) throw new Error(`a run ended with ${code}: ${err}`);
      return { outcome: await outcomeOf(own, told), died, printed: out };
    }
    expect(signal).toBe('SIGKILL');
    died++;
    const known = new Set(column(join(own, 'store.db'), 'SELECT id FROM findings'));
    for (const { sink, notices, atDeath } of told) {
      atDeath.push(notices().length);
      for (const { id, finding } of notices())
        if (!known.has(finding.id)) throw new Error(`${sink} was told ${id} of ${finding.id}, which is not in the store`);
    }
  }
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function runOnce(config: string, ahead: number, receiver: Receiver, death: Death | undefined): Promise<Ended> {
  const dieAt = death?.at === 'step' ? { step: death.step, time: death.time } : undefined;
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [child.script, JSON.stringify({ config, ahead, dieAt })]);
    const timer = death?.at === 'moment' ? setTimeout(() => running.kill('SIGKILL'), death.after) : undefined;
    if (death?.at === 'request') receiver.killAt(death.time, running);
    let out = '';
    let err = '';
    running.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    running.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    running.on('error', reject).on('close', (code, signal) => {
      clearTimeout(timer);
      receiver.spare();
      resolve({ code, signal, out, err });
    });
  });
}

async function outcomeOf(own: string, told: readonly Told[]): Promise<Outcome> {
  const path = join(own, 'store.db');
  const store = await openEmbeddedStore({ path, readOnly: true });
  const findings = await stored(store);
  const { outbox, rejects } = await store.stats();
  await store.close();
  expect({ outbox, rejects }).toEqual({ outbox: { waiting: 0, givenUp: 0 }, rejects: 0 });
  expect(column(path, 'SELECT id FROM feeds')).toEqual([]);
  const opened = told.map((one) => openedIn(one, findings));
  expect(opened[0]).toEqual(opened[1]);
  return {
    findings,
    ledger: column(path, 'SELECT key FROM ledger ORDER BY key'),
    cells: column(path, "SELECT key || ' ' || value FROM cells ORDER BY key"),
    opened: opened[0]!,
  };
}

/** The findings that a sink was told to be new; each once, but for what was in flight when a process died. */
function openedIn({ sink, notices, atDeath }: Told, findings: readonly Finding[]): string[] {
  const inFlight = new Set(atDeath.map((count) => count - 1));
  const lastPlace = new Map<string, number>();
  const opened = new Map<string, string>();
  const lastSeverity = new Map<string, string>();
  notices().forEach(({ id, change, finding }, place) => {
    const before = lastPlace.get(id);
    if (before !== undefined && !inFlight.has(before))
      throw new Error(`${sink} was told twice of ${id}, at ${before} and ${place}`);
    lastPlace.set(id, place);
    lastSeverity.set(finding.id, finding.severity);
    if (change !== 'opened') return;
    const other = opened.get(finding.id);
    if (other !== undefined && other !== id)
      throw new Error(`${sink} was told that ${finding.id} is new by ${other} and by ${id}`);
    opened.set(finding.id, id);
  });
  const audible = findings.filter(
    ({ severity, shadow, suppressedBy }) => severity !== 'informational' && shadow !== true && suppressedBy === undefined,
  );
  for (const { id, severity } of audible)
    if (lastSeverity.get(id) !== severity)
      throw new Error(`${sink} last heard ${lastSeverity.get(id)} of ${id}, which is ${severity}`);
  return [...opened.keys()].sort();
}

/** First column of a query; nothing if there are no tables yet. */
function column(path: string, sql: string): string[] {
  if (!existsSync(path)) return [];
  const database = new Libsql(path);
  try {
    return database
      .prepare(sql)
      .raw()
      .all()
      .map((row) => String((row as unknown[])[0]));
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such table')) return [];
    throw error;
  } finally {
    database.close();
  }
}

function noticesIn(path: string): Notice[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Notice);
}

interface Receiver {
  readonly url: string;
  /** What came. */
  readonly notices: readonly Notice[];
  /** Kills the process when it has sent so many requests more, before any of that one is answered. */
  killAt(time: number, child: ChildProcess): void;
  spare(): void;
  /** All that a dead process had sent has been read. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const notices: Notice[] = [];
  let victim: { child: ChildProcess; left: number } | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      notices.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Notice);
      if (victim !== undefined && --victim.left === 0) victim.child.kill('SIGKILL');
      else response.end('ok');
    });
  });
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    notices,
    killAt(left, child) {
      victim = { child, left };
    },
    spare() {
      victim = undefined;
    },
    quiet: () => until(() => open.size === 0, 'a connection stays'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Many small files, as a trail writes them, and among them what correlations of correlations need. */
function writeLogs(folder: string, options: { readonly events: number; readonly seed: number }): void {
  mkdirSync(folder);
  let at = Date.now() - 60 * MINUTE;
  let number = 0;
  const write = (body: Uint8Array | string) => {
    const file = join(folder, `${String(number++).padStart(5, '0')}.json`);
    writeFileSync(file, body);
    at += 100;
    utimesSync(file, at / 1000, at / 1000);
  };
  let eventAt: EpochMs = 0;
  for (const file of simulate({ ...options, days: 1 })) {
    write(serialize(file));
    const { eventTime } = file.records.at(-1) as { eventTime: string };
    eventAt = Date.parse(eventTime);
    if (number % 20 === 0) for (const one of guessedPassword(`user-${number}`, eventAt)) write(logFile([one]));
  }
}

/** Steps that change something or stand between two that do: reading calls are left out. */
const READING = /^[<>] (load|checkpoints|listCheckpoints|pendingFeeds|outbox|finding|findings|stats|close)$/;

export function faultPoints({ passed }: Ground): string[] {
  return Object.keys(passed).filter((step) => !READING.test(step));
}

/** Somewhere in a run, by the stream. */
export function anyDeath(random: Random, { passed }: Ground, points: readonly string[]): Death {
  if (random.chance(1, 8)) return { at: 'moment', after: random.between(200, 1500) };
  if (random.chance(1, 8)) return { at: 'request', time: random.between(1, 40) };
  const step = random.pick(points);
  return { at: 'step', step, time: random.between(1, passed[step]!) };
}
