import { readFile } from 'node:fs/promises';
import type { JsonSource } from '../../base/json-source.ts';
import { Problem } from '../../base/problem.ts';
import { createRuleReader } from '../../engine/rules/dialects/rule-reader.ts';
import { readYaml } from '../../engine/rules/dialects/sigma/yaml-source.ts';

export interface YamlText {
  /** Undefined for a text without a value (all of it commented out), or with mistakes. */
  readonly root: JsonSource | undefined;
  /** CONFIG_YAML */
  readonly problems: readonly Problem[];
}

/** One document of YAML 1.2 (core schema), read with the bounds that rules have: size, depth, aliases, no key twice. */
export function parseYamlText(text: string, file: string): YamlText {
  const reader = createRuleReader(file);
  const [document, second] = readYaml(text, reader);
  const problems = reader.problems.map(
    ({ message, at, hint }) => new Problem('CONFIG_YAML', withoutQuote(message), { at, hint }),
  );
  if (second !== undefined) {
    const { line, column } = second.root;
    problems.push(
      new Problem('CONFIG_YAML', 'a second document, where one is expected', {
        at: { file, line, column },
        hint: 'Remove the line "---" above it',
      }),
    );
  }
  return { root: problems.length > 0 ? undefined : document?.root, problems };
}

/** The parser quotes what it stumbled over, which may be a secret. */
function withoutQuote(message: string): string {
  return message.startsWith('not valid YAML') ? message.replace(/: \\?["'].*$/s, '') : message;
}

/** @throws {Problem} CONFIG_READ */
export async function readConfigText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const at = { file };
    if (code === 'ENOENT')
      throw new Problem('CONFIG_READ', 'there is no such file', {
        at,
        hint: '`trailwatch init` writes a configuration to begin with; --config names another',
        cause: error,
      });
    const why = code === 'EACCES' || code === 'EPERM' ? 'no permission to read it' : `it can't be read (${code ?? 'unknown'})`;
    throw new Problem('CONFIG_READ', why, { at, hint: 'Check the path, its owner and its mode', cause: error });
  }
}
