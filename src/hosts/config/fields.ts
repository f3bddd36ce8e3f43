import { isIP } from 'node:net';
import { z } from 'zod';
import { parseSeverity, type Severity, severities } from '../../model/severity.ts';
import { parseDuration } from './duration.ts';
import { isSecretText, secretOf } from './secret.ts';

/**
 * The leaves of the schema. What each `describe`s is how a message goes on after "must be": one line for a person, with an example
 * where the form isn't obvious.
 */

/** An account id, a phone number or a password of digits alone is a number to YAML; the tree keeps how it was written. */
const written = (value: unknown) => (typeof value === 'number' ? String(value) : value);
const from = <T extends z.ZodType>(schema: T) => z.preprocess(written, schema);

export const text = (expected = 'a text') =>
  from(z.string().refine((value) => value.trim() !== '' && !/[\r\n\0]/.test(value))).describe(expected);

export const matching = (form: RegExp, expected: string) => from(z.string().regex(form)).describe(expected);

export const account = () => matching(/^\d{12}$/, 'an account id of twelve digits');
export const region = () => matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, such as us-east-1');
export const roleArn = () => matching(/^arn:[a-z-]+:iam::\d{12}:role\/\S+$/, 'the ARN of a role');
export const topicArn = () => matching(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:\S+$/, 'the ARN of an SNS topic');
export const phoneNumber = () => matching(/^\+[1-9]\d{6,14}$/, 'a phone number with its country code, such as "+12025550123"');
export const email = () => matching(/^[^\s@<>]+@[^\s@<>]+$|^[^@<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$/, 'an e-mail address');
/** What routes, quiet hours and sinks are called: it also stands in environment variables and in the store. */
export const name = () => matching(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a name of letters, digits, - and _');

export const url = (expected = 'an address, such as https://example.com/') =>
  text()
    .refine((value) => {
      const parsed = URL.canParse(value) ? new URL(value) : undefined;
      return parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
    })
    .describe(expected);

export const wholeNumber = (least: number, most: number) =>
  z.int().min(least).max(most).describe(`a whole number from ${least} to ${most}`);

export const port = () => wholeNumber(1, 65_535);
export const yesOrNo = () => z.boolean().describe('true or false');

export const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values).describe(`one of ${values.join(', ')}`);

export const severity = () =>
  z
    .string()
    .transform((value, context): Severity => {
      const known = parseSeverity(value);
      if (known === undefined) context.addIssue({ code: 'invalid_value', values: [...severities], input: value });
      return known ?? 'medium';
    })
    .describe(`one of ${severities.join(', ')}`);

/** In milliseconds. */
export const duration = () =>
  z
    .string()
    .transform((value, context) => {
      const time = parseDuration(value);
      if (time === undefined) context.addIssue({ code: 'invalid_format', format: 'duration', input: value });
      return time ?? 0;
    })
    .describe('a time with its unit: 90s, 15m, 6h or 7d');

export const timeZone = () =>
  z
    .string()
    .refine((value) => {
      try {
        return new Intl.DateTimeFormat('en', { timeZone: value }).format(0) !== '';
      } catch {
        return false;
      }
    })
    .describe('a time zone, such as Europe/Zurich or UTC');

/** `22:00` */
export const timeOfDay = () => matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as "22:00"');

export const cidr = () => text().refine(isCidr).describe('an address or range, such as 192.0.2.0/24 or 2001:db8::/32');

function isCidr(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

export const secret = (what: string) =>
  from(z.string().refine(isSecretText).transform(secretOf)).describe(
    `${what}: \${ENVIRONMENT_VARIABLE}, SSM:/name, SECRETSMANAGER:name#key, file:/path, or the text itself`,
  );

/** A list, or the one thing that would be in it. */
export const oneOrMore = <T extends z.ZodType>(item: T, expected: string) =>
  z
    .preprocess((value) => (['string', 'number'].includes(typeof value) ? [value] : value), z.array(item).min(1))
    .describe(expected);

export const listOf = <T extends z.ZodType>(item: T, expected: string) =>
  z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(item)).describe(expected);

/** A pattern is compiled apart, where its places are known. */
export const pattern = () => z.record(z.string(), z.unknown()).describe('an EventBridge event pattern');
