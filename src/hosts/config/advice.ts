import { statSync } from 'node:fs';
import type { Place } from '../../base/problem.ts';
import { DAY, type EpochMs } from '../../base/units.ts';
import { closestName } from '../../engine/rules/dialects/closest-name.ts';
import { quote } from '../../engine/rules/dialects/rule-reader.ts';
import type { Finding } from '../../model/finding.ts';
import { configSchema } from './schema.ts';
import type { ConfigSet } from './config-set.ts';
import { formatPath, type Path } from './config-tree.ts';
import { secretsOf } from './resolve-secrets.ts';

/** What is allowed, and probably not what was meant. */
export interface Advice {
  readonly at: Place;
  readonly message: string;
  readonly hint: string;
}

const EXPIRES_SOON = 14 * DAY;

/** @param now wall clock */
export function adviseOn(set: ConfigSet, now: EpochMs): Advice[] {
  const inFile = [openSecrets, whereTo, unknownRules, unknownEnvironments, unknownFields, listening]
    .flatMap((advise) => advise(set))
    .sort((a, b) => (a.at.line ?? 0) - (b.at.line ?? 0) || (a.at.column ?? 0) - (b.at.column ?? 0));
  return [...inFile, ...expiring(set, now), ...variables(set)];
}

function openSecrets({ loaded: { config, tree, file } }: ConfigSet): Advice[] {
  if (file === undefined || process.platform === 'win32') return [];
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return [];
  return secretsOf(config)
    .filter(({ path, secret }) => secret.reference.kind === 'literal' && tree.originOf(path) === 'file')
    .map(({ path }) => ({
      at: tree.placeOf(path),
      message: `${formatPath(path)} is a secret in a file that others may read`,
      hint: `Run chmod 600 on it, or write \${NAME}, SSM:/name, SECRETSMANAGER:name or file:/path instead`,
    }));
}

function whereTo({ loaded: { config, tree, routes } }: ConfigSet): Advice[] {
  const at = (path: Path) => tree.keyPlaceOf(path);
  const names = Object.keys(config.sinks);
  const reached = new Set(routes.flatMap(({ to }) => to));
  return [
    ...(config.sources.length === 0
      ? [{ at: at(['sources']), message: 'there is no source', hint: 'Add one, or say where events come from when you run it' }]
      : []),
    ...(names.length === 0
      ? [
          {
            at: at(['sinks']),
            message: 'there is no sink: nobody is told of findings',
            hint: 'Add one; {type: stdout} is the simplest',
          },
        ]
      : []),
    ...names
      .filter((name) => !reached.has(name))
      .map((name) => ({
        at: at(['sinks', name]),
        message: `no route leads to the sink ${quote(name)}`,
        hint: 'Name it in a route',
      })),
  ];
}

function unknownRules({ loaded: { config, tree }, rules: { known } }: ConfigSet): Advice[] {
  const named = [
    ...config.severity.map(({ rule }, index) => ({ rule, path: ['severity', index, 'rule'] as Path })),
    ...config.rules.disabled.map((rule, index) => ({ rule, path: ['rules', 'disabled', index] as Path })),
    ...Object.entries(config.responders).flatMap(([name, { rules }]) =>
      rules.map((rule, index) => ({ rule, path: ['responders', name, 'rules', index] as Path })),
    ),
  ];
  return named.flatMap(({ rule, path }) => {
    if (rule === undefined || known.has(rule)) return [];
    const meant = closestName(rule, [...known]);
    const hint = meant === undefined ? '"trailwatch rules list" shows what there is' : `Did you mean ${meant}?`;
    return [{ at: tree.placeOf(path), message: `there is no rule ${quote(rule)}`, hint }];
  });
}

function unknownEnvironments({ loaded: { config, tree } }: ConfigSet): Advice[] {
  const known = new Set(Object.values(config.accounts).map(({ environment }) => environment));
  return config.severity.flatMap(({ environment }, index) =>
    environment === undefined || known.has(environment)
      ? []
      : [
          {
            at: tree.placeOf(['severity', index, 'environment']),
            message: `no account is of the environment ${quote(environment)}`,
            hint: 'Give one that environment in accounts',
          },
        ],
  );
}

/** A pattern over anything else never matches. */
const findingFields: Readonly<Record<keyof Finding, true>> = {
  id: true,
  ruleId: true,
  severity: true,
  title: true,
  summary: true,
  status: true,
  firstAt: true,
  lastAt: true,
  count: true,
  actor: true,
  account: true,
  region: true,
  resources: true,
  eventIds: true,
  attack: true,
  context: true,
  origin: true,
  accountName: true,
  environment: true,
  shadow: true,
  suppressedBy: true,
  mergedInto: true,
};

function unknownFields({ loaded: { config, tree } }: ConfigSet): Advice[] {
  const known = Object.keys(findingFields);
  return config.routes.flatMap(({ when = {} }, index) =>
    Object.keys(when)
      .filter((key) => !key.startsWith('$') && !known.includes(key))
      .map((key) => {
        const meant = closestName(key, known);
        return {
          at: tree.keyPlaceOf(['routes', index, 'when', key]),
          message: `findings have no field ${quote(key)}: this route matches nothing`,
          hint: meant === undefined ? `They have ${known.join(', ')}` : `Did you mean ${meant}?`,
        };
      }),
  );
}

function listening({ loaded: { config, tree } }: ConfigSet): Advice[] {
  if (config.http === undefined || ['127.0.0.1', '::1', 'localhost'].includes(config.http.host)) return [];
  return [
    {
      at: tree.placeOf(['http', 'host']),
      message: 'metrics are open to whoever can reach this address',
      hint: 'Keep it inside a network that you trust, or listen on 127.0.0.1',
    },
  ];
}

function variables({ loaded: { unknownVariables } }: ConfigSet): Advice[] {
  return unknownVariables.map((name) => {
    const meant = closestName(
      name.slice('TRAILWATCH_'.length),
      Object.keys(configSchema.def.shape).map((key) => key),
    );
    const hint = meant === undefined ? 'Unset it, or correct its name' : `Did you mean TRAILWATCH_${meant.toUpperCase()}?`;
    return { at: { file: name }, message: 'this environment variable stands for no value of the configuration', hint };
  });
}

function expiring({ exceptions }: ConfigSet, now: EpochMs): Advice[] {
  return exceptions.flatMap(({ id, expires, owner, place }) => {
    if (expires > now + EXPIRES_SOON) return [];
    const day = new Date(expires).toISOString().slice(0, 16).replace('T', ' ');
    const message = `the exception ${quote(id)} ${expires <= now ? 'expired' : 'expires'} at ${day} UTC`;
    return [{ at: place, message, hint: `Ask ${owner} whether it is still needed; remove it or give it a new date` }];
  });
}
