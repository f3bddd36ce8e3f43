/** Shorter ones would take ordinary words out of a message, and guard nothing. */
const SHORTEST = 4;

/** A text of a service without the secrets that it may repeat, also as base64 and percent-encoded. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const form of forms(secrets)) clean = clean.replaceAll(form, '***');
  return clean;
}

/** Longest first: a secret may be part of another one. */
function forms(secrets: readonly string[]): string[] {
  return secrets
    .filter(({ length }) => length >= SHORTEST)
    .map((secret) => Buffer.from(secret))
    .flatMap((bytes) => [bytes.toString(), encodeURIComponent(bytes.toString()), bytes.toString('base64')])
    .sort((one, other) => other.length - one.length);
}
