import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { formatPlace, type Place, type Problem } from '../../../base/problem.ts';
import { adviseOn } from '../../config/advice.ts';
import { type ConfigSet, loadConfigSet } from '../../config/config-set.ts';
import { resolveSecrets } from '../../config/resolve-secrets.ts';
import { exitCodes } from '../exit-codes.ts';
import { namedFile } from './named-file.ts';

export interface CheckFlags {
  readonly secrets?: boolean;
  readonly format: 'text' | 'json';
}

/** One line of the answer. */
interface Line {
  readonly severity: 'error' | 'warning';
  readonly at: Place | undefined;
  readonly code?: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Prints every mistake of a configuration, and what is odd. @throws {Problem} CONFIG_READ where no file is meant */
export async function checkConfig(named: string | undefined, flags: CheckFlags): Promise<number> {
  const file = namedFile(named);
  const { set, problems } = await loadConfigSet({ file, environment: process.env });
  const unfetched = set !== undefined && flags.secrets === true ? (await resolveSecrets(set.loaded)).problems : [];
  const errors = [...problems, ...unfetched].map(errorLine);
  const warnings =
    set === undefined ? [] : adviseOn(set, Date.now()).map((advice) => ({ severity: 'warning' as const, ...advice }));
  const lines: readonly Line[] = [...errors, ...warnings];
  process.stdout.write(flags.format === 'json' ? asJson(file, lines, set) : asText(file, lines, set));
  return errors.length > 0 ? exitCodes.USAGE : exitCodes.OK;
}

function errorLine(problem: Problem): Line {
  return { severity: 'error', at: problem.at, code: problem.code, message: problem.message, hint: problem.hint };
}

function asJson(file: string, lines: readonly Line[], set: ConfigSet | undefined): string {
  const problems = lines.map(({ at, ...line }) => ({ ...line, file: at?.file, line: at?.line, column: at?.column }));
  return `${toJsonLine({ file, ok: !lines.some(({ severity }) => severity === 'error'), configHash: set?.configHash, problems })}\n`;
}

function asText(file: string, lines: readonly Line[], set: ConfigSet | undefined): string {
  const text = lines.map((line) => `${forTerminal(sentence(line))}\n`).join('');
  const errors = lines.filter(({ severity }) => severity === 'error').length;
  const counts = `${many(errors, 'error')}, ${many(lines.length - errors, 'warning')}`;
  return `${text}${forTerminal(`${file}: ${counts}${set === undefined ? '' : `. ${contents(set)}`}`)}\n`;
}

function sentence({ severity, at, code, message, hint }: Line): string {
  const place = formatPlace(at);
  const end = hint === undefined ? '' : `. ${hint}${/[.?!]$/.test(hint) ? '' : '.'}`;
  return `${place === '' ? '' : `${place}: `}${severity}: ${message}${code === undefined ? '' : ` [${code}]`}${end}`;
}

function contents({ loaded: { config }, rules, exceptions }: ConfigSet): string {
  const alerting = [...rules.selected.rules, ...rules.selected.series].filter(({ silent }) => silent !== true).length;
  return [
    many(config.sources.length, 'source'),
    many(alerting, 'rule'),
    many(exceptions.length, 'exception'),
    many(Object.keys(config.sinks).length, 'sink'),
    many(config.routes.length, 'route'),
  ].join(', ');
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
