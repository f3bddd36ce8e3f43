import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Bytes, GiB, MiB } from '../../../base/units.ts';
import type { EmbeddedStore, EmbeddedStoreOptions } from '../../../edges/stores/embedded/open-embedded-store.ts';
import type { ConfigSet } from '../../config/config-set.ts';
import type { ResolvedSecrets } from '../../config/resolve-secrets.ts';
import { version } from '../version.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** What package.json says under `engines`. */
const OLDEST_NODE = [20, 19] as const;

export function versionCheck(node = process.versions.node): Check {
  return {
    name: 'versions',
    async run() {
      const [major = 0, minor = 0] = node.split('.').map(Number);
      const detail = `trailwatch ${version}, Node ${node}, ${process.platform} ${process.arch}`;
      const old = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
      return old ? fail(detail, `Install Node ${OLDEST_NODE.join('.')} or later`) : ok(detail);
    },
  };
}

export function rulesCheck({ rules }: ConfigSet): Check {
  return {
    name: 'rules',
    async run() {
      const alerting = [...rules.selected.rules, ...rules.selected.series].filter(({ silent }) => silent !== true).length;
      if (alerting === 0)
        return fail('no rule can alert', 'Look at rules.set, rules.profile, rules.min_severity and rules.disabled');
      return ok(`${alerting} can alert${rules.skipped.length === 0 ? '' : `, ${rules.skipped.length} are not run`}`);
    },
  };
}

export function secretsCheck(secrets: Promise<ResolvedSecrets>): Check {
  return {
    name: 'secrets',
    async run() {
      const [first, ...others] = (await secrets).problems;
      if (first === undefined) return ok('all can be had');
      const more = others.length === 0 ? '' : ` (and ${others.length} more: trailwatch config check --secrets)`;
      return fail(`${first.message}${more}`, first.hint ?? 'Correct the reference');
    },
  };
}

export type OpenStore = (options: EmbeddedStoreOptions) => Promise<Pick<EmbeddedStore, 'stats' | 'close'>>;

/** Looked at, and not changed: a store of an earlier version stays one. */
export function storeCheck(path: string, open: OpenStore): Check {
  return {
    name: 'store',
    async run() {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) {
        const folder = dirname(path);
        const writable = await access(folder, constants.W_OK).then(
          () => true,
          () => false,
        );
        if (!writable)
          return fail(
            `${path} isn't there, and can't be created`,
            `mkdir -p ${folder}, and let the user who runs trailwatch write to it`,
          );
        return ok(`${path} is created by the first run`);
      }
      const store = await open({ path, readOnly: true });
      try {
        const { findings, outbox, rejects } = await store.stats();
        const detail = `${path}: ${findings.open} open findings, ${outbox.waiting} alerts waiting, ${rejects} rejects`;
        if (outbox.givenUp === 0) return ok(detail);
        return warn(`${detail}, ${outbox.givenUp} alerts given up`, 'Mend the sink, and send them again: trailwatch sinks retry');
      } finally {
        await store.close();
      }
    },
  };
}

const TIGHT: Bytes = GiB;
const FULL: Bytes = 64 * MiB;

/** Of the file system that the store is on. */
export function diskCheck(path: string, read: (folder: string) => Promise<{ bavail: number; bsize: number }> = statfs): Check {
  return {
    name: 'disk space',
    async run() {
      const { bavail, bsize } = await read(dirname(path));
      const free = bavail * bsize;
      const detail = `${(free / GiB).toFixed(1)} GiB free for ${dirname(path)}`;
      const remedy = 'Free some, move the store (store.path), or keep findings for a shorter time (store.retention_days)';
      return free < FULL ? fail(detail, remedy) : free < TIGHT ? warn(detail, remedy) : ok(detail);
    },
  };
}
