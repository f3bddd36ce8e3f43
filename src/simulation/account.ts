import { BASE32, BASE62, Random } from './random.ts';

export const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2'] as const;
export type Region = (typeof REGIONS)[number];

export interface Bucket {
  readonly name: string;
  readonly region: Region;
}

/** What exists in one region of the account. */
export interface Site {
  readonly region: Region;
  readonly accountId: string;
  readonly vpcId: string;
  readonly vpcEndpointId: string;
  readonly subnetIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly instanceIds: readonly string[];
  readonly volumeIds: readonly string[];
  readonly imageId: string;
  readonly keyArns: readonly string[];
  readonly functions: readonly string[];
  readonly tables: readonly string[];
  readonly secretArns: readonly string[];
  readonly parameters: readonly string[];
  readonly cluster: string;
  readonly services: readonly string[];
  readonly databases: readonly string[];
  readonly queues: readonly string[];
  readonly buckets: readonly Bucket[];
}

/** Everything that the simulated account holds: the same for the same seed. */
export interface Account {
  readonly id: string;
  readonly seed: number;
  readonly sites: Readonly<Record<Region, Site>>;
  readonly trailBucket: string;
  /** Ids of IAM users and roles (`AIDA…`, `AROA…`), by name. */
  readonly principalId: (name: string, kind: 'AIDA' | 'AROA') => string;
  readonly accessKeyId: (name: string) => string;
}

const FUNCTIONS = ['orders-api', 'orders-events', 'thumbnails', 'billing-export', 'session-cleanup', 'invoice-mailer'];
const TABLES = ['orders', 'sessions', 'carts', 'invoices', 'feature-flags'];
const SECRETS = ['prod/orders/database', 'prod/mailer/smtp', 'prod/payments/api-key', 'staging/orders/database'];
const PARAMETERS = [
  '/prod/orders/log-level',
  '/prod/orders/limits',
  '/prod/web/origin',
  '/prod/web/flags',
  '/staging/web/origin',
];
const SERVICES = ['web-frontend', 'search', 'checkout', 'worker'];
const QUEUES = ['orders-incoming', 'orders-dead', 'mail-outgoing', 'thumbnails-todo'];
const BUCKETS: Readonly<Record<Region, readonly string[]>> = {
  'us-east-1': ['example-shop-logs', 'example-shop-artifacts', 'example-shop-terraform'],
  'eu-west-1': ['example-shop-uploads', 'example-shop-customer-exports', 'example-shop-invoices', 'example-shop-static'],
  'us-west-2': ['example-shop-backups', 'example-shop-analytics'],
};

export function createAccount(id: string, seed: number): Account {
  return {
    id,
    seed,
    sites: {
      'us-east-1': createSite('us-east-1', id, seed),
      'eu-west-1': createSite('eu-west-1', id, seed),
      'us-west-2': createSite('us-west-2', id, seed),
    },
    trailBucket: 'example-shop-logs',
    principalId: (name, kind) => `${kind}${new Random(seed, `principal/${name}`).text(10, BASE32)}EXAMPLE`,
    accessKeyId: (name) => `AKIA${new Random(seed, `key/${name}`).text(9, BASE32)}EXAMPLE`,
  };
}

function createSite(region: Region, accountId: string, seed: number): Site {
  const random = new Random(seed, `site/${region}`);
  const ids = (prefix: string, count: number) => Array.from({ length: count }, () => `${prefix}-0${random.hex(16)}`);
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;
  return {
    region,
    accountId,
    vpcId: ids('vpc', 1)[0]!,
    vpcEndpointId: ids('vpce', 1)[0]!,
    subnetIds: ids('subnet', 3),
    groupIds: ids('sg', 6),
    instanceIds: ids('i', region === 'us-west-2' ? 2 : 6),
    volumeIds: ids('vol', 6),
    imageId: ids('ami', 1)[0]!,
    keyArns: Array.from({ length: 5 }, () => arn('kms', `key/${random.uuid()}`)),
    functions: FUNCTIONS,
    tables: TABLES,
    secretArns: SECRETS.map((name) => arn('secretsmanager', `secret:${name}-${random.text(6, BASE62)}`)),
    parameters: PARAMETERS,
    cluster: 'shop-prod',
    services: SERVICES,
    databases: ['orders-primary', 'orders-replica'],
    queues: QUEUES,
    buckets: BUCKETS[region].map((name) => ({ name, region })),
  };
}

export const arnOf = (site: Site, service: string, rest: string): string =>
  `arn:aws:${service}:${site.region}:${site.accountId}:${rest}`;
