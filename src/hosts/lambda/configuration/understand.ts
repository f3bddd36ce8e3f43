import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Problem } from '../../../base/problem.ts';
import { type ConfigSet, loadConfigSet } from '../../config/config-set.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { FlagValue } from '../../config/overrides.ts';
import { type ResolvedSecrets, resolveSecrets } from '../../config/resolve-secrets.ts';
import type { Config } from '../../config/schema.ts';
import { type LambdaEnvironment, SHIPPED_EVENTS } from '../environment.ts';
import { EVENTS_FILE, type Uploaded } from './uploaded.ts';

export interface UnderstandOptions {
  readonly environment: LambdaEnvironment;
  /** Values that stand for those of the file: `TRAILWATCH_…`. */
  readonly variables: NodeJS.ProcessEnv;
  /** Where files may be written: `/tmp`. */
  readonly scratch: string;
  /** Where the package lies. */
  readonly packageFolder: string;
}

export type Understood =
  | { readonly set: ConfigSet; readonly secrets: ResolvedSecrets; readonly problems: readonly [] }
  | { readonly set: undefined; readonly problems: readonly Problem[] };

/** The sink that stands for SNS_TOPIC_ARN, as routes may name it. */
export const ALERT_TOPIC = 'alert-topic';

/** What an upload means, together with what comes with the package. Never throws for what the files hold. */
export async function understand(uploaded: Uploaded, options: UnderstandOptions): Promise<Understood> {
  // A folder of its own: beside it, another process may be reading the same upload.
  const folder = await mkdtemp(join(options.scratch, 'trailwatch-config-'));
  try {
    await writeAll(folder, uploaded.files);
    const understood = await understandFolder(folder, uploaded, options);
    const { config } = options.environment;
    const place = config === undefined ? '' : `s3://${config.bucket}/${config.key}`;
    if (understood.set !== undefined) return understood;
    return { set: undefined, problems: understood.problems.map((problem) => elsewhere(problem, `${folder}/`, place)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function understandFolder(folder: string, { files }: Uploaded, options: UnderstandOptions): Promise<Understood> {
  const name = files.has('trailwatch.yml') ? 'trailwatch.yml' : 'trailwatch.yaml';
  const input = { file: join(folder, name), environment: options.variables };
  const topic = topicSink(options.environment);
  // What is implied depends on what the file says, and its routes may name what is implied.
  const { loaded, problems: wrong } = await loadConfig({ ...input, flags: topic });
  if (loaded === undefined) return { set: undefined, problems: wrong };
  const { topicArn } = options.environment;
  const isNamed = Object.entries(loaded.config.sinks).some(
    ([sinkName, sink]) => sinkName !== ALERT_TOPIC && sink.type === 'sns' && sink.topic_arn === topicArn,
  );
  const rules = impliedRules(loaded.config, [...files.keys()], folder, options);
  const { set, problems } = await loadConfigSet({ ...input, flags: [...rules, ...(isNamed ? [] : topic)] });
  if (set === undefined) return { set, problems };
  const secrets = await resolveSecrets(set.loaded);
  if (secrets.problems.length > 0) return { set: undefined, problems: secrets.problems };
  return { set, secrets, problems: [] };
}

/** SNS_TOPIC_ARN as a sink. */
function topicSink({ topicArn }: LambdaEnvironment): FlagValue[] {
  if (topicArn === undefined) return [];
  return [{ name: 'SNS_TOPIC_ARN', path: ['sinks', ALERT_TOPIC], text: JSON.stringify({ type: 'sns', topic_arn: topicArn }) }];
}

/** The rules that the folder and the environment imply: the file need not name them. */
function impliedRules(
  { rules, event_rules }: Config,
  names: readonly string[],
  folder: string,
  { environment, packageFolder }: UnderstandOptions,
): FlagValue[] {
  const values: FlagValue[] = [];
  const put = (name: string, path: FlagValue['path'], value: unknown) =>
    values.push({ name, path, text: typeof value === 'string' ? value : JSON.stringify(value) });
  const paths = names.some((name) => /^rules\/.*\.(?:json|ya?ml|tf)$/i.test(name)) ? [join(folder, 'rules')] : [];
  const lists = names.some((name) => /^lists\/.*\.(?:json|ya?ml)$/i.test(name)) ? [join(folder, 'lists')] : [];
  const eventRules = names.some((name) => /^event-rules\/.*\.(?:json|ya?ml)$/i.test(name)) ? [join(folder, 'event-rules')] : [];
  const events = eventsFile(names, folder, environment, packageFolder);
  if (events !== undefined && (rules.set === 'both' || rules.set === 'monitored')) {
    paths.push(events);
    put('SECURITY_EVENTS_PATH', ['rules', 'set'], rules.set === 'both' ? 'pack' : 'none');
  }
  // What lies in the folder may be named by the file as well.
  const others = (named: readonly string[], implied: readonly string[]) =>
    named.filter((path) => !implied.some((one) => resolve(path) === resolve(one)));
  if (paths.length > 0) put('CONFIG_PATH', ['rules', 'paths'], [...others(rules.paths, paths), ...paths]);
  if (lists.length > 0) put('CONFIG_PATH', ['rules', 'lists'], [...others(rules.lists, lists), ...lists]);
  if (eventRules.length > 0) put('CONFIG_PATH', ['event_rules'], [...others(event_rules, eventRules), ...eventRules]);
  return values;
}

/** The monitored events that stand for those of the package; undefined: the package's own. */
function eventsFile(
  names: readonly string[],
  folder: string,
  { securityEvents }: LambdaEnvironment,
  packageFolder: string,
): string | undefined {
  const uploaded = [EVENTS_FILE, 'events.json'].find((name) => names.includes(name));
  if (uploaded !== undefined) return join(folder, uploaded);
  if ('bucket' in securityEvents || securityEvents.path === SHIPPED_EVENTS) return undefined;
  return resolve(packageFolder, securityEvents.path);
}

async function writeAll(folder: string, files: Uploaded['files']): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
  await mkdir(folder, { recursive: true });
  const main = ['trailwatch.yaml', 'trailwatch.yml'].map((name) => join(folder, name));
  // An empty one stands for none, so that what lies beside it is found all the same.
  if (!main.some((file) => existsSync(file))) await writeFile(main[0]!, '');
}

/** The same problem, at the place where a person finds it. */
function elsewhere(problem: Problem, folder: string, place: string): Problem {
  const moved = (text: string) => text.replaceAll(folder, place);
  const { at, hint, cause } = problem;
  return new Problem(problem.code, moved(problem.message), {
    at: at && { ...at, ...(at.file !== undefined && { file: moved(at.file) }) },
    hint,
    cause,
  });
}
