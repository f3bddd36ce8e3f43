import { beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../src/base/problem.ts';
import { MINUTE } from '../../src/base/units.ts';
import { createMemoryStore } from '../../src/edges/stores/memory-store.ts';
import type { Store } from '../../src/edges/stores/store.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createWatch } from '../../src/pipeline/watch.ts';
import {
  delivery,
  inForceOf,
  logFile,
  shippedEngine,
  silentListener,
  stored,
  tellOne,
  testClock,
  watchOver,
} from './watching.ts';

const NOW = Date.UTC(2026, 2, 1, 13);

let engine: Engine;
beforeAll(() => {
  engine = shippedEngine();
});

const record = (id: string, more: object = {}) => ({
  eventVersion: '1.08',
  eventID: id,
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
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accountId: '123456789012', userName: 'alice' },
  requestParameters: { name: 'trail' },
  responseElements: null,
  ...more,
});

describe('a delivery', () => {
  it('is acknowledged when its findings are committed, not before', async () => {
    const store = createMemoryStore();
    let atAck: number | undefined;
    const one = delivery('a', logFile([record('1')]), {
      ack: async () => {
        atAck = (await stored(store)).length;
      },
    });
    await watchOver(store, inForceOf(engine), testClock(NOW)).handle('s', [one]);
    expect(atAck).toBe(1);
  });

  it('that cannot be opened comes again, and stops no other', async () => {
    const store = createMemoryStore();
    const denied = new Problem('S3_DENIED', 'denied');
    const bad = delivery('bad', new Uint8Array(), {
      open: () => Promise.reject(denied),
    });
    const good = delivery('good', logFile([record('1')]));
    await watchOver(store, inForceOf(engine), testClock(NOW)).handle('s', [bad, good]);
    expect(bad.state()).toBe(denied);
    expect(good.state()).toBe('acked');
    expect(await stored(store)).toHaveLength(1);
  });

  it('of which nothing can be read goes back to a queue that has a place for such', async () => {
    const store = createMemoryStore();
    const bad = delivery('bad', Buffer.from('not a log'), { redrive: true });
    await watchOver(store, inForceOf(engine), testClock(NOW)).handle('sqs:q', [bad]);
    expect(bad.state()).toMatchObject({ code: 'DECODE_JSON' });
    expect((await store.rejects({ limit: 10 })).rejects).toEqual([]);
  });

  it('of which nothing can be read is kept as a reject elsewhere, once', async () => {
    const store = createMemoryStore();
    const watch = watchOver(store, inForceOf(engine), testClock(NOW));
    for (let time = 0; time < 2; time++) {
      const bad = delivery('logs/bad.json', Buffer.from('not a log'));
      await watch.handle('folder:logs', [bad]);
      expect(bad.state()).toBe('acked');
    }
    const { rejects } = await store.rejects({ limit: 10 });
    expect(rejects).toMatchObject([{ source: 'folder:logs', code: 'DECODE_JSON', at: { file: 'logs/bad.json' }, foundAt: NOW }]);
  });

  it('with one bad record among good ones: the bad one is a reject, the others count', async () => {
    const store = createMemoryStore();
    const mixed = delivery('mixed', logFile([record('1'), { eventVersion: '1.08', eventName: 5 }, record('2')]), {
      redrive: true,
    });
    await watchOver(store, inForceOf(engine), testClock(NOW)).handle('sqs:q', [mixed]);
    expect(mixed.state()).toBe('acked');
    expect((await store.rejects({ limit: 10 })).rejects).toHaveLength(1);
    expect(await stored(store)).toMatchObject([{ count: 2 }]);
  });

  it('larger than what is held at once is concluded in parts', async () => {
    const store = createMemoryStore();
    let commits = 0;
    const counted: Store = {
      ...store,
      commit: (units, now) => {
        commits++;
        return store.commit(units, now);
      },
    };
    const many = Array.from({ length: 20_000 }, (_, i) => record(`e${i}`));
    const one = delivery('many', logFile(many));
    await watchOver(counted, inForceOf(engine), testClock(NOW)).handle('s', [one]);
    expect(one.state()).toBe('acked');
    expect(await stored(store)).toMatchObject([{ count: 20_000 }]);
    expect(commits).toBeGreaterThan(3);
  });
});

describe('a notification', () => {
  const notification = (key: string) =>
    Buffer.from(
      JSON.stringify({
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            awsRegion: 'us-east-1',
            eventTime: '2026-03-01T12:00:00Z',
            s3: { bucket: { name: 'trail' }, object: { key, size: 10 } },
          },
        ],
      }),
    );
  const fetching = (store: Store, objects: Record<string, Uint8Array | Problem>) =>
    createWatch({
      inForce: () => inForceOf(engine),
      store,
      clock: testClock(NOW),
      fetch: ({ bucket, key }) => ({
        file: `s3://${bucket}/${key}`,
        size: undefined,
        open: async () => {
          const found = objects[key] ?? new Problem('S3_NOT_FOUND', 'no such object');
          if (found instanceof Problem) throw found;
          return found;
        },
      }),
      listener: silentListener,
    });

  it('is followed to the object that it names', async () => {
    const store = createMemoryStore();
    const one = delivery('message', notification('a.json.gz'), { redrive: true });
    await fetching(store, { 'a.json.gz': logFile([record('1')]) }).handle('sqs:q', [one]);
    expect(one.state()).toBe('acked');
    expect(await stored(store)).toMatchObject([{ count: 1, ruleId: 'cloudtrail-tamper' }]);
  });

  it('of an object that cannot be had comes again', async () => {
    const one = delivery('message', notification('gone'), { redrive: true });
    await fetching(createMemoryStore(), {}).handle('sqs:q', [one]);
    expect(one.state()).toMatchObject({ code: 'S3_NOT_FOUND' });
  });

  it('of several objects: one that cannot be had stops no other, and all come again', async () => {
    const store = createMemoryStore();
    const several = Buffer.from(JSON.stringify({ s3Bucket: 'example-logs', s3ObjectKey: ['a', 'gone', 'b'] }));
    const objects = { a: logFile([record('1')]), b: logFile([record('2')]) };
    for (let time = 0; time < 2; time++) {
      const one = delivery('message', several, { redrive: true });
      await fetching(store, objects).handle('sqs:q', [one]);
      expect(one.state()).toMatchObject({ code: 'S3_NOT_FOUND' });
      expect(await stored(store)).toMatchObject([{ count: 2, eventIds: ['1', '2'] }]);
    }
  });

  it('of an object that is a notification of itself ends', async () => {
    const store = createMemoryStore();
    const one = delivery('message', notification('loop'));
    await fetching(store, { loop: notification('loop') }).handle('s', [one]);
    expect(one.state()).toBe('acked');
    expect((await store.rejects({ limit: 10 })).rejects).toMatchObject([{ code: 'DECODE_SHAPE' }]);
  });
});

describe('a store', () => {
  it('that refuses: all deliveries of the group come again, and then nothing counts twice', async () => {
    const store = createMemoryStore();
    let broken = true;
    const flaky: Store = {
      ...store,
      commit: (units, now) => {
        if (broken) throw new Problem('STORE_FAILED', 'disk full');
        return store.commit(units, now);
      },
    };
    const watch = watchOver(flaky, inForceOf(engine), testClock(NOW));
    const group = () => [delivery('a', logFile([record('1')])), delivery('b', logFile([record('2')]))];
    const first = group();
    await watch.handle('s', first);
    for (const each of first) expect(each.state()).toMatchObject({ code: 'STORE_FAILED' });
    broken = false;
    const second = group();
    await watch.handle('s', second);
    for (const each of second) expect(each.state()).toBe('acked');
    expect(await stored(store)).toMatchObject([{ count: 2 }]);
  });

  it('that refuses in the middle of a large delivery: what had been gathered before it comes again too', async () => {
    const store = createMemoryStore();
    let commits = 0;
    const flaky: Store = {
      ...store,
      commit: (units, now) => {
        if (++commits === 2) throw new Problem('STORE_FAILED', 'disk full');
        return store.commit(units, now);
      },
    };
    const watch = watchOver(flaky, inForceOf(engine), testClock(NOW));
    const group = () => [
      delivery('small', logFile([record('small')])),
      delivery('large', logFile(Array.from({ length: 15_000 }, (_, i) => record(`e${i}`)))),
      delivery('last', logFile([record('last')])),
    ];
    const first = group();
    await watch.handle('s', first);
    for (const each of first) expect(each.state()).toMatchObject({ code: 'STORE_FAILED' });
    const second = group();
    await watch.handle('s', second);
    for (const each of second) expect(each.state()).toBe('acked');
    expect(await stored(store)).toMatchObject([{ count: 15_002 }]);
  });

  it('that others write to: only the unit in conflict is concluded again', async () => {
    const store = createMemoryStore();
    let commits = 0;
    let other: (() => Promise<void>) | undefined = async () => {
      await watchOver(store, inForceOf(engine), testClock(NOW)).handle('s', [delivery('other', logFile([record('other')]))]);
    };
    const shared: Store = {
      ...store,
      commit: async (units, now) => {
        commits++;
        // Between load and commit somebody else is faster, once.
        const disturb = other;
        other = undefined;
        await disturb?.();
        return store.commit(units, now);
      },
    };
    const one = delivery('a', logFile([record('1'), record('2')]));
    await watchOver(shared, inForceOf(engine), testClock(NOW)).handle('s', [one]);
    expect(one.state()).toBe('acked');
    expect(commits).toBeGreaterThan(1);
    expect(await stored(store)).toMatchObject([{ count: 3 }]);
  });

  it('that is in conflict for ever: the delivery comes again', async () => {
    const store = createMemoryStore();
    const contested: Store = { ...store, commit: async (units) => units.map(() => false) };
    const one = delivery('a', logFile([record('1')]));
    await watchOver(contested, inForceOf(engine), testClock(NOW)).handle('s', [one]);
    expect(one.state()).toMatchObject({ code: 'STORE_CONFLICT' });
  });
});

describe('a process that dies', () => {
  const key = (n: number) => ({
    eventName: 'CreateAccessKey',
    eventSource: 'iam.amazonaws.com',
    requestParameters: { userName: `u${n}` },
    responseElements: { accessKey: { userName: `u${n}`, accessKeyId: `AKIAEXAMPLE${n}`, status: 'Active' } },
  });

  it('between any two steps: the deliveries come again, and findings and messages are as if nothing had been', async () => {
    const files = [
      logFile([
        record('1', { eventName: 'CreateUser', eventSource: 'iam.amazonaws.com', requestParameters: { userName: 'u1' } }),
        record('2', key(1)),
      ]),
      logFile([
        record('3', {
          eventName: 'AttachUserPolicy',
          eventSource: 'iam.amazonaws.com',
          requestParameters: { userName: 'u1', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        }),
        record('4'),
      ]),
    ];
    const run = async (dieAt: number) => {
      const store = createMemoryStore();
      let steps = 0;
      const dying = watchOver(store, inForceOf(engine, undefined, tellOne), testClock(NOW), {
        step: () => {
          if (++steps === dieAt) throw new Error('dead');
        },
      });
      const group = () => files.map((body, i) => delivery(`f${i}`, body));
      const died = await dying.handle('s', group()).then(
        () => false,
        () => true,
      );
      // The next process: what was left behind first, then all deliveries once more, whether acknowledged or not.
      const watch = watchOver(store, inForceOf(engine, undefined, tellOne), testClock(NOW + MINUTE));
      await watch.recover(0);
      await watch.handle('s', group());
      const messages = await store.outbox({ state: 'waiting', limit: 1000 });
      return { died, steps, findings: await stored(store), messages: messages.map(({ id }) => id).sort() };
    };
    const whole = await run(-1);
    expect(whole.findings.map(({ ruleId }) => ruleId)).toContain('iam-user-then-key-admin');
    expect(whole.steps).toBeGreaterThan(6);
    for (let dieAt = 1; dieAt <= whole.steps; dieAt++) {
      const { died, findings, messages } = await run(dieAt);
      expect(died).toBe(true);
      expect(findings).toEqual(whole.findings);
      expect(messages).toEqual(whole.messages);
    }
  });
});
