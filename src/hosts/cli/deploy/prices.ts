/** A public list price, without the free tier and without discounts. */
export interface Price {
  /** US dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly source: string;
}

const price = (usd: number, per: number, unit: string, page: string): Price => ({
  usd,
  per,
  unit,
  source: `https://aws.amazon.com/${page}/pricing/`,
});
const MILLION = 1_000_000;

/** When the prices were looked at. */
export const pricesAsOf = '2025-11';
export const pricesRegion = 'us-east-1';

/** Of the first tier: whoever uses much pays less. */
export const prices = {
  cloudTrailDataEvent: price(0.1, 100_000, 'data event', 'cloudtrail'),
  s3Put: price(0.005, 1_000, 'PUT', 's3'),
  s3Get: price(0.0004, 1_000, 'GET', 's3'),
  s3Storage: price(0.023, 1, 'GB-month', 's3'),
  sqsRequest: price(0.4, MILLION, 'request', 'sqs'),
  lambdaRequest: price(0.2, MILLION, 'invocation', 'lambda'),
  lambdaArm: price(0.0000133334, 1, 'GB-second', 'lambda'),
  lambdaX86: price(0.0000166667, 1, 'GB-second', 'lambda'),
  dynamoWrite: price(0.625, MILLION, 'write unit', 'dynamodb'),
  dynamoRead: price(0.125, MILLION, 'read unit', 'dynamodb'),
  dynamoStorage: price(0.25, 1, 'GB-month', 'dynamodb'),
  dynamoRecovery: price(0.2, 1, 'GB-month', 'dynamodb'),
  snsPublish: price(0.5, MILLION, 'publish', 'sns'),
  snsEmail: price(2, 100_000, 'e-mail', 'sns'),
  logsIngest: price(0.5, 1, 'GB', 'cloudwatch'),
  logsStorage: price(0.03, 1, 'GB-month', 'cloudwatch'),
  metric: price(0.3, 1, 'metric', 'cloudwatch'),
  kmsKey: price(1, 1, 'key', 'kms'),
  kmsRequest: price(0.03, 10_000, 'request', 'kms'),
} as const satisfies Record<string, Price>;
