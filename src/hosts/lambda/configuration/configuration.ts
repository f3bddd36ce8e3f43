import type { Clock } from '../../../base/clock.ts';
import { Problem } from '../../../base/problem.ts';
import { type EpochMs, type Milliseconds, MINUTE } from '../../../base/units.ts';
import type { S3Reader } from '../../../edges/aws/use/s3.ts';
import type { Store } from '../../../edges/stores/store.ts';
import type { ConfigSet } from '../../config/config-set.ts';
import type { ResolvedSecrets } from '../../config/resolve-secrets.ts';
import { keepLastGood, lastGood } from './last-good.ts';
import type { Refusal } from './refusal.ts';
import { understand, type UnderstandOptions, type Understood } from './understand.ts';
import { fetchUploaded, listUploaded, type Uploaded } from './uploaded.ts';

/** A configuration that is in force: as a whole, or not at all. */
export interface Taken {
  readonly set: ConfigSet;
  readonly secrets: ResolvedSecrets;
}

export interface Configuration {
  /**
   * What is in force now. Looks for a new upload at most once a minute; one that is wrong changes nothing.
   * @throws {Problem} if there is not even a first one: S3 doesn't answer and none was kept, or the package itself is damaged
   */
  current(): Promise<Taken>;
  /** The upload that is not in force because it is wrong. */
  refusal(): Refusal | undefined;
  /** Keeps what is in force for functions that start later. */
  keep(): Promise<void>;
}

export interface ConfigurationParts extends UnderstandOptions {
  readonly reader: S3Reader;
  readonly store: Store;
  readonly clock: Clock;
  readonly listener: ConfigurationListener;
}

export interface ConfigurationListener {
  taken(set: ConfigSet, from: 'upload' | 'package' | 'last good'): void;
  refused(refusal: Refusal): void;
  /** S3 can't be asked just now: what is in force stays so. */
  unreachable(problem: Problem): void;
  /** Too large to be kept for functions that start while a broken one lies there. */
  tooLarge(): void;
}

const EVERY: Milliseconds = MINUTE;
const TRIES = 3;
const NOTHING: Uploaded = { hash: 'package', files: new Map() };

export function createConfiguration(parts: ConfigurationParts): Configuration {
  const { reader, store, clock, listener, environment } = parts;
  const isRemote = environment.config !== undefined || 'bucket' in environment.securityEvents;
  let inForce: { readonly uploaded: Uploaded; readonly taken: Taken } | undefined;
  let refusal: Refusal | undefined;
  let lookedAt: EpochMs | undefined;

  function take(uploaded: Uploaded, understood: Understood, from: Parameters<ConfigurationListener['taken']>[1]): boolean {
    if (understood.set === undefined) return false;
    inForce = { uploaded, taken: { set: understood.set, secrets: understood.secrets } };
    listener.taken(understood.set, from);
    return true;
  }

  function refuse(hash: string, problems: readonly Problem[]): void {
    if (refusal?.hash === hash) return;
    refusal = { hash, problems };
    listener.refused(refusal);
  }

  /** One upload from one moment: what is written over while it is fetched is listed anew. */
  async function fetch(): Promise<Uploaded | undefined> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const listing = await listUploaded(reader, environment);
      if (listing.hash === inForce?.uploaded.hash) {
        refusal = undefined;
        return undefined;
      }
      if (listing.hash === refusal?.hash) return undefined;
      const uploaded = await fetchUploaded(reader, listing);
      if (uploaded !== undefined) return uploaded;
    }
    return undefined;
  }

  /** Returns why S3 couldn't be asked. */
  async function look(): Promise<Problem | undefined> {
    try {
      const uploaded = await fetch();
      if (uploaded === undefined) return undefined;
      const understood = await understand(uploaded, parts);
      if (take(uploaded, understood, 'upload')) refusal = undefined;
      else refuse(uploaded.hash, understood.problems);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.retry) {
        listener.unreachable(error);
        return error;
      }
      refuse(`${error.code} ${error.message}`, [error]);
    }
    return undefined;
  }

  /** A function that starts, and what lies in S3 can't be used. What can't be known now isn't guessed: the deliveries come again. */
  async function fallBack(unreachable: Problem | undefined): Promise<void> {
    const kept = isRemote ? await lastGood(store) : undefined;
    if (kept !== undefined && take(kept, await understand(kept, parts), 'last good')) return;
    if (unreachable !== undefined) {
      lookedAt = undefined;
      throw unreachable;
    }
    const understood = await understand(NOTHING, parts);
    if (!take(NOTHING, understood, 'package')) throw understood.problems[0];
  }

  return {
    async current() {
      const now = clock.now();
      let unreachable: Problem | undefined;
      if (isRemote && (lookedAt === undefined || now - lookedAt >= EVERY)) {
        lookedAt = now;
        unreachable = await look();
      }
      if (inForce === undefined) await fallBack(unreachable);
      return inForce!.taken;
    },
    refusal: () => refusal,
    async keep() {
      if (inForce === undefined || inForce.uploaded === NOTHING || refusal !== undefined) return;
      if (!(await keepLastGood(store, inForce.uploaded, clock.now()))) listener.tooLarge();
    },
  };
}
