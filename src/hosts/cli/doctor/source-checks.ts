import { access, constants, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { DAY, type EpochMs, HOUR, type Seconds } from '../../../base/units.ts';
import { awsAccessOf, regionIn } from '../../config/aws-access.ts';
import type { SourceConfig } from '../../config/schema.ts';
import type { AwsCalls } from './aws-calls.ts';
import { labelOf } from './aws-checks.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Can it be read? Each with the permission that it needs. */
export function sourceChecks(source: SourceConfig, calls: AwsCalls, now: () => EpochMs): Check[] {
  switch (source.type) {
    case 'lookup-events':
      return (source.regions.length === 0 ? [undefined] : source.regions).map((region) =>
        lookupCheck({ ...source, ...(region !== undefined && { region }) }, calls, now),
      );
    case 'sqs':
      return [queueCheck(source, calls, now)];
    case 's3':
      return [bucketCheck(source, calls)];
    case 'folder':
      return [folderCheck(source.path)];
    case 'http':
      return [listenCheck(source.host, source.port)];
    case 'stdin':
      return [];
  }
}

type SourceOf<T extends SourceConfig['type']> = SourceConfig & { readonly type: T };

function lookupCheck(
  source: SourceOf<'lookup-events'> & { readonly region?: string },
  calls: AwsCalls,
  now: () => EpochMs,
): Check {
  const where = awsAccessOf(source);
  return {
    name: `source lookup-events ${where.region ?? 'here'}${labelOf(where)}`,
    async run(signal) {
      const newest = await calls.lookupNewestEvent(where, signal);
      if (newest === undefined)
        return warn('may be read, and has no event of 90 days', 'Check that it is the account and region that you mean');
      const age = now() - newest;
      const hours = Math.max(0, Math.round(age / HOUR));
      return age > DAY
        ? warn(`the newest event is ${hours} h old`, 'Nothing to do if nobody uses this region')
        : ok('may be read, and has events of today');
    },
  };
}

/** More than this has not been worked on for a while. */
const MANY_WAIT = 10_000;

/** Older than this, alerts come late. */
const LATE: Seconds = 15 * 60;

function queueCheck(source: SourceOf<'sqs'>, calls: AwsCalls, now: () => EpochMs): Check {
  const region = source.region ?? regionIn(source.queue_url);
  const where = awsAccessOf({ ...source, ...(region !== undefined && { region }) });
  return {
    name: `source sqs ${source.queue_url.split('/').at(-1)}`,
    async run(signal) {
      const state = await calls.getQueueState(source.queue_url, where, signal);
      // The age is nice to have: who may read the queue may not have a right to metrics.
      const age = await calls.getQueueAge(source.queue_url, where, now(), signal).catch(() => undefined);
      const oldest = age === undefined ? '' : `, the oldest ${Math.round(age / 60)} min old`;
      const depth = `${state.waiting} waiting${oldest}, ${state.inFlight} in flight`;
      // Whether messages may be received and deleted can't be asked without doing it.
      if (!state.deadLetters) {
        return warn(
          `${depth}; no dead-letter queue`,
          'Give it a redrive policy: what can never be read comes back for ever otherwise',
        );
      }
      if (age !== undefined && age > LATE) return warn(`${depth}: late`, 'Is trailwatch running? It catches up by itself');
      if (state.waiting > MANY_WAIT) return warn(`${depth}: far behind`, 'Is trailwatch running? It catches up by itself');
      return ok(`${depth}. Needed besides: sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility, s3:GetObject`);
    },
  };
}

function bucketCheck(source: SourceOf<'s3'>, calls: AwsCalls): Check {
  return {
    name: `source s3 ${source.bucket}`,
    async run(signal) {
      const found = await calls.probeBucket(source.bucket, source.prefix ?? '', awsAccessOf(source), signal);
      if (found === 'read') return ok('may be listed, and its objects read');
      return warn('may be listed, and is empty', 'Check bucket and prefix; objects appear some minutes after the first event');
    },
  };
}

function folderCheck(path: string): Check {
  return {
    name: `source folder ${path}`,
    async run() {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) return fail('there is no such folder', `mkdir -p ${path}, or correct the path`);
      if (!found.isDirectory()) return fail('is no folder', 'Name the folder that the files are put in');
      try {
        await access(path, constants.R_OK | constants.X_OK);
      } catch {
        return fail('no permission to read', 'Give the user who runs trailwatch the right to read it');
      }
      return ok('may be read');
    },
  };
}

/** Nobody else listens there; or it is trailwatch, running. */
export function listenCheck(host: string, port: number, what = 'source http'): Check {
  return {
    name: `${what} ${host}:${port}`,
    run: () =>
      new Promise((resolve) => {
        const server = createServer();
        server.once('error', (error: NodeJS.ErrnoException) => {
          resolve(
            error.code === 'EADDRINUSE'
              ? warn('somebody listens there already', 'Nothing to do if it is trailwatch; otherwise choose another port')
              : fail(`can't listen (${error.code})`, 'Choose another host or port: those below 1024 are for root'),
          );
        });
        server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(ok('is free to listen on'))));
      }),
  };
}
