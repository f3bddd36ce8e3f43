import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** What is asked of AWS, for the problem that says that it may not be. */
export interface Ask {
  /** The IAM action: `ec2:StartInstances`. */
  readonly permission: string;
  /** What it is about, as a person would look for it. */
  readonly target: string;
  readonly access: AwsAccess;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;
const REQUEST_TIMEOUT: Milliseconds = 20 * SECOND;

/**
 * A service for a few calls: its client is loaded with the first, and gone after each.
 * @param service as AWS writes it in `AWS_ENDPOINT_URL_<SERVICE>`
 */
export function clientOf<Sdk, Client extends { destroy(): void }>(
  service: string,
  load: () => Promise<Sdk>,
  make: (sdk: Sdk, settings: Awaited<ReturnType<typeof settingsOf>>) => Client,
) {
  /** @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
  return async <T>({ permission, target, access }: Ask, work: (client: Client, sdk: Sdk) => Promise<T>): Promise<T> => {
    try {
      const [sdk, settings] = await Promise.all([load(), settingsOf(service, access)]);
      const client = make(sdk, settings);
      try {
        return await work(client, sdk);
      } finally {
        client.destroy();
      }
    } catch (error) {
      throw awsProblem(error, permission, target);
    }
  };
}

async function settingsOf(service: string, access: AwsAccess) {
  const settings = await clientSettings(service, access);
  return { ...settings, requestHandler: { connectionTimeout: CONNECTION_TIMEOUT, requestTimeout: REQUEST_TIMEOUT } };
}
