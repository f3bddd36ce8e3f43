import { Problem } from '../../../base/problem.ts';
import { type ResponderMode, responderModes } from '../../../edges/responders/respond.ts';

/** What a responder's function is told by its environment: the names are those of the templates. */
export interface ResponderEnvironment {
  /** RESPONDER_MODE. @default plan */
  readonly mode: ResponderMode;
  /** RESPONDER_ACCOUNTS, by commas; undefined: that of the function. */
  readonly accounts: readonly string[] | undefined;
  /** STORE_TABLE. */
  readonly storeTable: string;
  /** SNS_TOPIC_ARN: told of what was done or refused. */
  readonly topicArn: string | undefined;
  /** BUCKETS: make-object-private works in these only. */
  readonly buckets: readonly string[];
  /** INSTANCES: restart-instance starts these without a tag too. */
  readonly instances: readonly string[];
  /** FORENSIC_GROUP */
  readonly forensicGroup: string | undefined;
  /** REPLICA_BUCKET */
  readonly replicaBucket: string | undefined;
}

/** @throws {Problem} CONFIG_FIELD */
export function readResponderEnvironment(environment: NodeJS.ProcessEnv): ResponderEnvironment {
  const { RESPONDER_MODE, RESPONDER_ACCOUNTS, STORE_TABLE, SNS_TOPIC_ARN, BUCKETS, INSTANCES } = environment;
  const mode = RESPONDER_MODE || 'plan';
  if (!(responderModes as readonly string[]).includes(mode)) {
    throw wrong('RESPONDER_MODE', `is ${JSON.stringify(mode)}`, `Write one of ${responderModes.join(', ')}`);
  }
  const accounts = listOf(RESPONDER_ACCOUNTS);
  const odd = accounts.find((account) => !/^\d{12}$/.test(account));
  if (odd !== undefined) throw wrong('RESPONDER_ACCOUNTS', `has ${JSON.stringify(odd)}`, 'An account id has twelve digits');
  if (!STORE_TABLE) throw wrong('STORE_TABLE', 'is not set', 'Set it to the name of the table that findings are kept in');
  return {
    mode: mode as ResponderMode,
    accounts: accounts.length === 0 ? undefined : accounts,
    storeTable: STORE_TABLE,
    topicArn: SNS_TOPIC_ARN || undefined,
    buckets: listOf(BUCKETS),
    instances: listOf(INSTANCES),
    forensicGroup: environment.FORENSIC_GROUP || undefined,
    replicaBucket: environment.REPLICA_BUCKET || undefined,
  };
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function wrong(name: string, what: string, hint: string): Problem {
  return new Problem('CONFIG_FIELD', `the environment variable ${name} ${what}`, { hint });
}
