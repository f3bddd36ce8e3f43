import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { formatProblem, Problem } from '../../base/problem.ts';
import { SECOND } from '../../base/units.ts';
import { getSecretValue } from '../../edges/aws/use/secrets-manager.ts';
import { getParameter } from '../../edges/aws/use/ssm.ts';
import { formatPath, type Path } from './config-tree.ts';
import type { LoadedConfig } from './load-config.ts';
import { describeReference, isSecret, type Secret, type SecretReference } from './secret.ts';

/** Where secrets are fetched from. */
export interface SecretSources {
  readonly environment: NodeJS.ProcessEnv;
  readFile(path: string): Promise<string>;
  /** @throws {Problem} AWS_* */
  parameter(name: string): Promise<string>;
  /** @throws {Problem} AWS_* */
  secretValue(name: string): Promise<string>;
}

/** Starting must not hang where there is no network. */
const PATIENCE = 20 * SECOND;

export const realSecretSources: SecretSources = {
  environment: process.env,
  readFile: (path) => readFile(path, 'utf8'),
  parameter: (name) => getParameter(name, {}, AbortSignal.timeout(PATIENCE)),
  secretValue: (name) => getSecretValue(name, {}, AbortSignal.timeout(PATIENCE)),
};

export interface ResolvedSecrets {
  /** The value of a secret of this configuration. Only for those who need it: it must not be kept in what is shown. */
  reveal(secret: Secret): string;
  /** CONFIG_SECRET, with the place of the reference and never with the value. A secret with a problem can't be revealed. */
  readonly problems: readonly Problem[];
}

/** Fetches all secrets that a configuration refers to, each reference once. */
export async function resolveSecrets(loaded: LoadedConfig, sources: SecretSources = realSecretSources): Promise<ResolvedSecrets> {
  const folder = loaded.file === undefined ? process.cwd() : dirname(resolve(loaded.file));
  const values = new Map<Secret, string>();
  const problems: Problem[] = [];
  const fetched = new Map<string, Promise<string>>();
  const once = (key: string, fetch: () => Promise<string>) => {
    const running = fetched.get(key) ?? fetch();
    fetched.set(key, running);
    return running;
  };
  const found = secretsOf(loaded.config);
  const outcomes = await Promise.allSettled(found.map(({ secret }) => valueFor(secret, sources, folder, once)));
  for (const [index, outcome] of outcomes.entries()) {
    const { path, secret } = found[index]!;
    if (outcome.status === 'fulfilled') values.set(secret, outcome.value);
    else problems.push(problemOf(outcome.reason, path, secret, loaded));
  }
  return {
    reveal(secret) {
      const value = values.get(secret);
      if (value !== undefined) return value;
      throw new Problem('CONFIG_SECRET', `${describeReference(secret.reference)} was not fetched`);
    },
    problems,
  };
}

/** Every secret of a configuration, with where it is used. */
export function secretsOf(config: unknown, path: Path = []): { readonly path: Path; readonly secret: Secret }[] {
  if (isSecret(config)) return [{ path, secret: config }];
  if (Array.isArray(config)) return config.flatMap((each, index) => secretsOf(each, [...path, index]));
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, value]) => secretsOf(value, [...path, key]));
}

type Once = (key: string, fetch: () => Promise<string>) => Promise<string>;

async function valueFor(secret: Secret, sources: SecretSources, folder: string, once: Once): Promise<string> {
  const value = await fetchValue(secret, sources, folder, once);
  if (value === '') throw new Error('is empty');
  return value;
}

/** Errors say what comes after the reference; their messages are ours, since those of others may quote the value. */
async function fetchValue(secret: Secret, sources: SecretSources, folder: string, once: Once): Promise<string> {
  const reference: SecretReference = secret.reference;
  switch (reference.kind) {
    case 'literal':
      return secret.literal() ?? '';
    case 'environment': {
      const value = sources.environment[reference.name];
      if (value === undefined) throw new Error('is not set in the environment');
      return value;
    }
    case 'ssm':
      return once(`ssm ${reference.name}`, () => sources.parameter(reference.name));
    case 'secrets-manager': {
      const whole = await once(`secret ${reference.name}`, () => sources.secretValue(reference.name));
      return reference.key === undefined ? whole : valueAt(whole, reference.key);
    }
    case 'file':
      try {
        return (await sources.readFile(resolve(folder, reference.path))).replace(/\r?\n$/, '');
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        throw new Error(code === 'ENOENT' ? 'is not there' : `can't be read (${code ?? 'unknown'})`);
      }
  }
}

function valueAt(whole: string, key: string): string {
  let fields: unknown;
  try {
    fields = JSON.parse(whole);
  } catch {
    throw new Error('is not a JSON object');
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Error('is not a JSON object');
  const value: unknown = Object.hasOwn(fields, key) ? (fields as Record<string, unknown>)[key] : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(value === undefined ? 'has no such key' : 'has no text at that key');
}

const hints: Readonly<Record<SecretReference['kind'], string>> = {
  literal: 'Give it a value',
  environment: 'Set the variable for the process that runs trailwatch',
  ssm: 'Check the name, the region in AWS_REGION, and the permission ssm:GetParameter',
  'secrets-manager': 'Check the name, the region in AWS_REGION, and the permission secretsmanager:GetSecretValue',
  file: 'Check the path, and that the user who runs trailwatch may read it',
};

function problemOf(error: unknown, path: Path, secret: Secret, loaded: LoadedConfig): Problem {
  const why = error instanceof Problem ? `can't be had: ${formatProblem(error)}` : (error as Error).message;
  return new Problem('CONFIG_SECRET', `${formatPath(path)}: ${describeReference(secret.reference)} ${why}`, {
    at: loaded.tree.placeOf(path),
    hint: error instanceof Problem ? undefined : hints[secret.reference.kind],
  });
}
