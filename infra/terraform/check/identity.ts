import { REGION } from '../../resolve-template.ts';
import identities from './identities.json' with { type: 'json' };

interface Identity {
  /** The argument that names the resource. */
  readonly named: string;
  /** The argument that names what it is part of. */
  readonly on?: string;
  readonly [attribute: string]: string | undefined;
}

const known = identities as Readonly<Record<string, Identity>>;

/**
 * An attribute that AWS gives to a resource: its ARN, its URL.
 * Source: AWS Service Authorization Reference, "Resource types defined by …".
 * @returns undefined if the type has no such attribute
 */
export function identityOf(type: string, attribute: string, argument: (name: string) => unknown): string | undefined {
  const identity = known[type];
  const form = identity?.[attribute];
  if (identity === undefined || form === undefined) return undefined;
  const on = identity.on === undefined ? undefined : argument(identity.on);
  const values: Readonly<Record<string, string>> = {
    region: String(argument('region') ?? REGION),
    name: String(argument(identity.named)),
    on: typeof on === 'string' ? `${on}/` : '',
  };
  return form.replace(/\{(\w+)\}/g, (_, part: string) => values[part]!);
}
