import { Problem } from '../../base/problem.ts';
import { DAY, type Milliseconds } from '../../base/units.ts';

/** Where something lies in S3. */
export interface S3Place {
  readonly bucket: string;
  /** A prefix that ends with `/`, or a key. */
  readonly key: string;
}

/** What the functions are told by their environment: the names are those of the templates. */
export interface LambdaEnvironment {
  /** SNS_TOPIC_ARN: told of everything that no route sends elsewhere. */
  readonly topicArn: string | undefined;
  /** DYNAMODB_TABLE. */
  readonly securityEventsTable: string;
  /** STORE_TABLE. */
  readonly storeTable: string;
  /** SECURITY_EVENTS_PATH: a path in the package, or an object. */
  readonly securityEvents: { readonly path: string } | S3Place;
  /** CONFIG_PATH: a folder in S3; undefined: what is in the package is all there is. */
  readonly config: S3Place | undefined;
  /** RETENTION_DAYS. */
  readonly retention: Milliseconds | undefined;
}

/** What comes with the package. */
export const SHIPPED_EVENTS = 'monitored_events.json';

/** @throws {Problem} CONFIG_FIELD */
export function readEnvironment(environment: NodeJS.ProcessEnv): LambdaEnvironment {
  const { SNS_TOPIC_ARN, DYNAMODB_TABLE, STORE_TABLE, SECURITY_EVENTS_PATH, CONFIG_PATH, RETENTION_DAYS } = environment;
  if (!STORE_TABLE) throw wrong('STORE_TABLE', 'is not set', 'Set it to the name of the table that findings are kept in');
  const path = SECURITY_EVENTS_PATH || SHIPPED_EVENTS;
  return {
    topicArn: SNS_TOPIC_ARN || undefined,
    securityEventsTable: DYNAMODB_TABLE || 'SecurityEvents',
    storeTable: STORE_TABLE,
    securityEvents: path.startsWith('s3:') ? s3Place('SECURITY_EVENTS_PATH', path) : { path },
    config: CONFIG_PATH ? asFolder(s3Place('CONFIG_PATH', CONFIG_PATH)) : undefined,
    retention: RETENTION_DAYS ? days(RETENTION_DAYS) : undefined,
  };
}

function s3Place(name: string, text: string): S3Place {
  const parts = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(text);
  if (parts === null) throw wrong(name, `is ${JSON.stringify(text)}`, 'Write s3://bucket/key');
  return { bucket: parts[1]!, key: parts[2]! };
}

function asFolder({ bucket, key }: S3Place): S3Place {
  return { bucket, key: key === '' || key.endsWith('/') ? key : `${key}/` };
}

function days(text: string): Milliseconds {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 3_650)
    throw wrong('RETENTION_DAYS', `is ${JSON.stringify(text)}`, 'Write a whole number from 1 to 3650');
  return number * DAY;
}

function wrong(name: string, what: string, hint: string): Problem {
  return new Problem('CONFIG_FIELD', `the environment variable ${name} ${what}`, { hint });
}
