import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { type ResponderName, responderNames } from '../../../edges/responders/responder.ts';
import { responderCatalog } from '../../../edges/responders/responder-catalog.ts';
import type { Config, ResponderConfig } from '../../config/schema.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import { openConfig } from '../../run/open-config.ts';
import { exitCodes } from '../exit-codes.ts';

export interface RespondersFlags {
  readonly config?: string;
  readonly format: 'table' | 'json';
}

export async function listResponders(flags: RespondersFlags): Promise<number> {
  const responders = await respondersOf(flags);
  if (responders === undefined) return exitCodes.USAGE;
  const rows = responderNames.map((name) => ({ name, ...responderCatalog[name], mode: modeOf(responders[name]) }));
  if (flags.format === 'json') {
    process.stdout.write(rows.map((row) => `${toJsonLine(row)}\n`).join(''));
    return exitCodes.OK;
  }
  const width = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, takes, mode, mends } of rows) {
    process.stdout.write(`${name.padEnd(width)}  ${takes.padEnd(10)}  ${mode.padEnd(8)}  ${mends}\n`);
  }
  return exitCodes.OK;
}

export async function showResponder(name: ResponderName, flags: RespondersFlags): Promise<number> {
  const responders = await respondersOf(flags);
  if (responders === undefined) return exitCodes.USAGE;
  const { takes, mends, undo, reads, acts } = responderCatalog[name];
  const config = responders[name];
  if (flags.format === 'json') {
    process.stdout.write(`${toJsonLine({ name, takes, mends, undo, reads, acts, mode: modeOf(config), config })}\n`);
    return exitCodes.OK;
  }
  const facts: readonly (readonly [string, string])[] = [
    ['takes', takes],
    ['does', mends],
    ['undo', undo],
    ['reads by', reads.join(', ')],
    ['acts by', acts.join(', ')],
    ['mode', modeOf(config)],
    ['rules', config?.rules.join(', ') || 'none: by hand only'],
    ['accounts', config?.accounts?.join(', ') || 'that of the credentials'],
    ...(config?.queue_url === undefined ? [] : [['queue', config.queue_url] as const]),
  ];
  const lines = facts.map(([what, value]) => `${what.padEnd(9)} ${forTerminal(value)}\n`);
  process.stdout.write([`${name}\n`, ...lines].join(''));
  return exitCodes.OK;
}

/** `off`: it isn't in the configuration. */
function modeOf(config: ResponderConfig | undefined): string {
  if (config === undefined) return 'off';
  return config.queue_url === undefined ? config.mode : 'queued';
}

async function respondersOf({ config }: RespondersFlags): Promise<Config['responders'] | undefined> {
  if ((config ?? defaultConfigFile(process.env)) === undefined) return {};
  return (await openConfig(config, []))?.set.loaded.config.responders;
}
