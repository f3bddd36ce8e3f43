import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { Problem } from '../../../base/problem.ts';
import { packageFolder } from '../package/lambda-files.ts';

export interface Template {
  readonly text: string;
  readonly parameters: ReadonlyMap<string, TemplateParameter>;
  /** What is left when the stack goes: logical ids. */
  readonly retained: ReadonlySet<string>;
}

export interface TemplateParameter {
  readonly hasDefault: boolean;
  readonly pattern: RegExp | undefined;
  readonly values: readonly string[] | undefined;
  readonly most: number;
  readonly least: number;
}

interface WrittenTemplate {
  readonly Parameters?: Readonly<Record<string, WrittenParameter>>;
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
}

interface WrittenParameter {
  readonly Default?: unknown;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly unknown[];
  readonly MaxValue?: number;
  readonly MinValue?: number;
}

/** The template that this version deploys. @throws {Problem} CLI_USAGE if the package was built without it */
export function readTemplate(folder = packageFolder): Template {
  const file = join(folder, 'infra/cloudformation/main.yaml');
  try {
    return templateOf(readFileSync(file, 'utf8'));
  } catch (error) {
    const hint = 'Install trailwatch again, or run `node tools/infra.mjs` in its sources';
    throw new Problem('CLI_USAGE', 'the template of the deployment is missing', { at: { file }, hint, cause: error });
  }
}

export function templateOf(text: string): Template {
  // `!Ref` and its kin are of no interest here, and no mistake.
  const written = parseDocument(text, { logLevel: 'silent' }).toJS() as WrittenTemplate;
  const entries = Object.entries(written.Parameters ?? {});
  return {
    text,
    parameters: new Map(entries.map(([name, parameter]) => [name, parameterOf(parameter)])),
    retained: new Set(
      Object.entries(written.Resources ?? {}).flatMap(([id, { DeletionPolicy = '' }]) =>
        DeletionPolicy.startsWith('Retain') ? [id] : [],
      ),
    ),
  };
}

function parameterOf({ Default, AllowedPattern, AllowedValues, MaxValue, MinValue }: WrittenParameter): TemplateParameter {
  return {
    hasDefault: Default !== undefined,
    // CloudFormation's patterns are Java's, and hold for the whole value.
    pattern: AllowedPattern === undefined ? undefined : new RegExp(`^(?:${AllowedPattern})$`),
    values: AllowedValues?.map(String),
    most: MaxValue ?? Number.POSITIVE_INFINITY,
    least: MinValue ?? Number.NEGATIVE_INFINITY,
  };
}
