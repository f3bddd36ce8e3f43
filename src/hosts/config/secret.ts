import { inspect } from 'node:util';

/** Where the value of a secret is, as the configuration says it. */
export type SecretReference =
  | { readonly kind: 'literal' }
  /** `${NAME}` */
  | { readonly kind: 'environment'; readonly name: string }
  /** `SSM:/name`: a parameter of the Parameter Store. */
  | { readonly kind: 'ssm'; readonly name: string }
  /** `SECRETSMANAGER:name` or `SECRETSMANAGER:name#key`, where the secret is a JSON object. */
  | { readonly kind: 'secrets-manager'; readonly name: string; readonly key?: string }
  /** `file:/path`: without the line break at its end. */
  | { readonly kind: 'file'; readonly path: string };

/** What every secret is shown as. */
export const HIDDEN = '***';

/** A secret of the configuration. It shows itself as `***` wherever it is printed; `resolveSecrets` has the value. */
export interface Secret {
  readonly reference: SecretReference;
  /** Only what is written in the file itself. */
  literal(): string | undefined;
  toString(): string;
  toJSON(): string;
}

/** @param text as the configuration has it: a reference, or the secret itself */
export function secretOf(text: string): Secret {
  const reference = referenceOf(text);
  const hidden = {
    reference,
    literal: () => (reference.kind === 'literal' ? text : undefined),
    toString: () => HIDDEN,
    toJSON: () => HIDDEN,
  };
  Object.defineProperty(hidden, inspect.custom, { value: () => HIDDEN });
  return hidden;
}

/** Is it a secret, or a reference that names something? */
export function isSecretText(text: string): boolean {
  return !/^\s*$|^(SSM|file):\s*$|^SECRETSMANAGER:\s*(#|$)|^SECRETSMANAGER:.*#$|^\$\{[^}]*$|^\$\{(?![A-Za-z_][A-Za-z0-9_]*\}$).*\}$/.test(
    text,
  );
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'reference' in value && 'literal' in value;
}

/** For a message: `${SLACK_URL}`, `SSM:/trailwatch/slack`. Never the value. */
export function describeReference(reference: SecretReference): string {
  switch (reference.kind) {
    case 'literal':
      return 'a secret in the file itself';
    case 'environment':
      return `\${${reference.name}}`;
    case 'ssm':
      return `SSM:${reference.name}`;
    case 'secrets-manager':
      return `SECRETSMANAGER:${reference.name}${reference.key === undefined ? '' : `#${reference.key}`}`;
    case 'file':
      return `file:${reference.path}`;
  }
}

function referenceOf(text: string): SecretReference {
  const environment = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(text);
  if (environment !== null) return { kind: 'environment', name: environment[1]! };
  if (text.startsWith('SSM:')) return { kind: 'ssm', name: text.slice('SSM:'.length).trim() };
  if (text.startsWith('SECRETSMANAGER:')) {
    const named = text.slice('SECRETSMANAGER:'.length).trim();
    const hash = named.lastIndexOf('#');
    if (hash < 0) return { kind: 'secrets-manager', name: named };
    return { kind: 'secrets-manager', name: named.slice(0, hash), key: named.slice(hash + 1) };
  }
  if (text.startsWith('file:')) return { kind: 'file', path: text.slice('file:'.length).trim() };
  return { kind: 'literal' };
}
