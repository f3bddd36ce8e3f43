import { z } from 'zod';
import { HOUR } from '../../base/units.ts';
import { changes } from '../../model/alert.ts';
import {
  account,
  cidr,
  duration,
  listOf,
  name,
  oneOf,
  oneOrMore,
  pattern,
  port,
  severity,
  text,
  timeOfDay,
  timeZone,
  url,
  wholeNumber,
} from './fields.ts';
import { responderSchema } from './responders-schema.ts';
import { sinkSchema } from './sinks-schema.ts';
import { sourceSchema } from './sources-schema.ts';

const map = <V extends z.ZodType>(key: ReturnType<typeof name>, value: V, expected: string) =>
  z.record(key, value).describe(expected).prefault({});

/** `trailwatch.yaml`. What is wrong with references between its parts is found by `check-references.ts`. */
export const configSchema = z
  .strictObject({
    store: z
      .strictObject({
        path: text('the path of a file').prefault('./trailwatch.db'),
        retention_days: wholeNumber(1, 3_650).prefault(90),
        /** Longer than a queue keeps a message plus its redrive: what comes again later than that counts twice. */
        ledger_days: wholeNumber(30, 3_650).prefault(30),
      })
      .describe('a map')
      .prefault({}),
    sources: z.array(sourceSchema).describe('a list of sources').prefault([]),
    rules: z
      .strictObject({
        paths: listOf(text('a path'), 'a list of paths').prefault([]),
        lists: listOf(text('a path'), 'a list of paths').prefault([]),
        set: oneOf(['both', 'pack', 'monitored', 'none']).prefault('both'),
        profile: oneOf(['default', 'all']).prefault('default'),
        min_severity: z.exactOptional(severity()),
        disabled: listOf(text('the id of a rule'), 'a list of rule ids').prefault([]),
      })
      .describe('a map')
      .prefault({}),
    exceptions: z.exactOptional(text('the path of a file')),
    event_rules: listOf(text('a path'), 'a list of paths').prefault([]),
    accounts: map(
      account(),
      z.strictObject({ name: z.exactOptional(text()), environment: z.exactOptional(text()) }).describe('a map'),
      'a map of account ids',
    ),
    networks: map(name(), oneOrMore(cidr(), 'a list of addresses and ranges'), 'a map of names and ranges'),
    severity: z
      .array(
        z
          .strictObject({
            rule: z.exactOptional(text('the id of a rule')),
            account: z.exactOptional(account()),
            environment: z.exactOptional(text()),
            severity: severity(),
          })
          .describe('a map with a severity, and rule, account or environment'),
      )
      .describe('a list of overrides')
      .prefault([]),
    sinks: map(name(), sinkSchema, 'a map of names and sinks'),
    routes: z
      .array(
        z
          .strictObject({
            when: z.exactOptional(pattern()),
            min_severity: z.exactOptional(severity()),
            to: oneOrMore(text('the name of a sink'), 'a list of names of sinks'),
            digest: z.exactOptional(duration()),
            changes: z.exactOptional(oneOrMore(oneOf(changes), `a list of ${changes.join(', ')}`)),
            quiet_hours: z.exactOptional(text('the name of quiet hours')),
          })
          .describe('a map with to'),
      )
      .describe('a list of routes')
      .prefault([]),
    responders: map(name(), responderSchema, 'a map of names of responders'),
    quiet_hours: map(
      name(),
      z
        .strictObject({
          /** @default the time_zone of the configuration */
          time_zone: z.exactOptional(timeZone()),
          from: timeOfDay(),
          to: timeOfDay(),
          /** Of the evening that it begins in. @default all */
          days: z.exactOptional(oneOrMore(oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), 'a list of mon to sun')),
          /** Told at once nevertheless. */
          except: listOf(severity(), 'a list of severities').prefault(['critical', 'high']),
        })
        .describe('a map with from and to'),
      'a map of names and quiet hours',
    ),
    storm: z
      .strictObject({ limit: wholeNumber(1, 100_000).prefault(20) })
      .describe('a map')
      .prefault({}),
    silent_after: z
      .union([duration(), z.literal('off')])
      .describe('a time with its unit (6h, 2d), or off')
      .prefault('6h'),
    lateness: duration()
      .refine((time) => time <= 24 * HOUR)
      .describe('a time of at most 24h with its unit: 90s, 15m, 6h')
      .prefault('1h'),
    console_url: z.exactOptional(url()),
    time_zone: timeZone().prefault('UTC'),
    /** Metrics and health. Off where it is left out. */
    http: z.exactOptional(
      z
        .strictObject({ host: text('a host name or address to listen on').prefault('127.0.0.1'), port: port().prefault(9464) })
        .describe('a map with host and port'),
    ),
    log_level: oneOf(['debug', 'info', 'warn', 'error', 'silent']).prefault('info'),
  })
  .describe('a map');

/** The configuration as the file names it, with defaults; durations in milliseconds, secrets hidden, paths absolute. */
export type Config = z.output<typeof configSchema>;
export type SourceConfig = Config['sources'][number];
export type SinkConfig = Config['sinks'][string];
export type ResponderConfig = Config['responders'][string];
export type RouteConfig = Config['routes'][number];
