import { Problem } from '../../base/problem.ts';
import { closestName } from '../../engine/rules/dialects/closest-name.ts';
import { quote } from '../../engine/rules/dialects/rule-reader.ts';
import { type ResponderName, responderNames } from '../../edges/responders/responder.ts';
import { type ConfigTree, formatPath, type Path } from './config-tree.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What the parts of a configuration say of one another: CONFIG_FIELD. Works on what is written, so that a mistake elsewhere hides
 * none of these.
 * @param plain the values of the tree, of whatever form
 */
export function checkReferences(tree: ConfigTree, plain: unknown): Problem[] {
  const problems: Problem[] = [];
  const report = (path: Path, message: string, hint?: string) => {
    problems.push(new Problem('CONFIG_FIELD', `${formatPath(path)} ${message}`, { at: tree.placeOf(path), hint }));
  };
  const config = fieldsOf(plain);
  const sinks = Object.keys(fieldsOf(config.sinks));
  const quiet = Object.keys(fieldsOf(config.quiet_hours));
  const known = (path: Path, name: unknown, names: readonly string[], what: string) => {
    if (typeof name !== 'string' || names.includes(name)) return;
    const meant = closestName(name, names);
    const there = names.length === 0 ? `There are no ${what} yet` : `There are ${names.join(', ')}`;
    report(path, `names ${quote(name)}, and ${what} has no such name`, meant === undefined ? there : `Did you mean ${meant}?`);
  };

  for (const [index, route] of listOf(config.routes).entries()) {
    const path = ['routes', index];
    const to = Array.isArray(route.to) ? route.to : [route.to];
    for (const [at, name] of to.entries())
      known(Array.isArray(route.to) ? [...path, 'to', at] : [...path, 'to'], name, sinks, 'sinks');
    known([...path, 'quiet_hours'], route.quiet_hours, quiet, 'quiet_hours');
  }
  for (const [name, hours] of Object.entries(fieldsOf(config.quiet_hours))) {
    const { from, to } = fieldsOf(hours);
    if (typeof from === 'string' && from === to)
      report(['quiet_hours', name, 'to'], 'is when it begins', 'Leave it out if nothing is to be told, ever');
  }
  for (const [index, override] of listOf(config.severity).entries()) {
    if (['rule', 'account', 'environment'].some((key) => override[key] !== undefined)) continue;
    report(['severity', index], 'names neither rule nor account nor environment', 'It would be the severity of everything');
  }
  for (const [name, responder] of Object.entries(fieldsOf(config.responders))) {
    known(['responders', name], name, responderNames, 'responders');
    checkResponder(['responders', name], name, fieldsOf(responder), report);
  }
  for (const [name, sink] of Object.entries(fieldsOf(config.sinks))) checkSink(['sinks', name], fieldsOf(sink), report);
  checkSources(listOf(config.sources), report);
  return problems;
}

type Report = (path: Path, message: string, hint?: string) => void;

/** Options that only one of them knows. */
const OF_ONE: Readonly<Record<string, ResponderName>> = {
  buckets: 'make-object-private',
  instances: 'restart-instance',
  forensic_group: 'isolate-instance',
  replica_bucket: 'restore-lost-object',
};

function checkResponder(path: Path, name: string, responder: Fields, report: Report): void {
  for (const [option, of] of Object.entries(OF_ONE)) {
    if (responder[option] !== undefined && name !== of) report([...path, option], `is only for ${of}`);
  }
  if (responder.queue_url !== undefined) return;
  if (responder.mode === 'act' && responder.accounts === undefined) {
    report([...path, 'mode'], 'is act, and no account is named', 'Name under accounts those that it may act in');
  }
  if (name === 'isolate-instance' && responder.forensic_group === undefined) {
    report(path, 'has no forensic_group', 'Name the security group that isolated instances get');
  }
}

function checkSink(path: Path, sink: Fields, report: Report): void {
  const has = (key: string) => sink[key] !== undefined;
  if (sink.type === 'slack') {
    if (has('webhook_url') && (has('token') || has('channel'))) {
      report(
        path,
        'has a webhook_url and a token or channel',
        'Keep one: with token and channel, follow-ups go to the thread of the first',
      );
    } else if (!has('webhook_url') && !(has('token') && has('channel'))) {
      report(path, 'has neither a webhook_url nor token and channel', 'Give it one of the two');
    }
  }
  if (sink.type === 'email' && has('user') !== has('password')) {
    report(path, `has a ${has('user') ? 'user and no password' : 'password and no user'}`, 'Give both, or none');
  }
}

/** What makes a source the same as another: the two would take turns, or take from each other. */
function identityOf(source: Fields): string | undefined {
  switch (source.type) {
    case 'sqs':
      return `${source.queue_url}`;
    case 's3':
      return `${source.bucket}/${source.prefix ?? ''}`;
    case 'folder':
      return `${source.path}`;
    case 'http':
      return `${source.port}`;
    case 'stdin':
      return '';
    default:
      return undefined;
  }
}

function checkSources(sources: readonly Fields[], report: Report): void {
  const first = new Map<string, number>();
  for (const [index, source] of sources.entries()) {
    const path = ['sources', index];
    const identity = identityOf(source);
    const key = `${source.type} ${identity}`;
    const other = first.get(key);
    if (identity !== undefined && other !== undefined)
      report(path, `reads the same as sources[${other}]`, 'Remove one of the two');
    else first.set(key, index);
    const topics = Array.isArray(source.topics) ? source.topics.length : Number(source.topics !== undefined);
    if (source.type === 'http' && source.token === undefined && topics === 0) {
      report(path, 'takes events from anybody', 'Give it a token, or topics that may send to it');
    }
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
