import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { type Milliseconds, SECOND } from '../../../base/units.ts';
import { type AwsAccess, clientSettings } from './access.ts';
import { awsProblem } from './aws-problem.ts';

/** Findings of ours in AWS Security Hub. Requests aren't repeated by themselves. */
export interface SecurityHub {
  /**
   * At most 100. Returns what Security Hub did not take, with its reason.
   * IAM: securityhub:BatchImportFindings, on the product's ARN.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  importFindings(findings: readonly ImportedFinding[], signal?: AbortSignal): Promise<readonly RefusedFinding[]>;
  /**
   * Sets the workflow status, which an import can't change of a finding that is there.
   * IAM: securityhub:BatchUpdateFindings.
   * @throws {Problem} AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED
   */
  setWorkflow(request: WorkflowRequest, signal?: AbortSignal): Promise<readonly RefusedFinding[]>;
  close(): void;
}

/** In the AWS Security Finding Format. */
export type ImportedFinding = AwsSecurityFinding;

export interface WorkflowRequest {
  /** At most 100. */
  readonly findings: readonly { readonly id: string; readonly productArn: string }[];
  readonly status: 'NOTIFIED' | 'RESOLVED';
  /** At most 512 characters. */
  readonly note: string;
}

export interface RefusedFinding {
  readonly id: string;
  /** As AWS calls it: `InvalidInput`. */
  readonly code: string;
  readonly message: string;
}

const CONNECTION_TIMEOUT: Milliseconds = 5 * SECOND;

/** Loads the AWS SDK with the first request. */
export function createSecurityHub(access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env): SecurityHub {
  const load = async () => {
    const sdk = await import('@aws-sdk/client-securityhub');
    const settings = await clientSettings('SECURITYHUB', access, environment);
    const requestHandler = { connectionTimeout: CONNECTION_TIMEOUT };
    return { sdk, client: new sdk.SecurityHubClient({ ...settings, maxAttempts: 1, requestHandler }) };
  };
  let loading: ReturnType<typeof load> | undefined;
  const target = `Security Hub${access.region === undefined ? '' : ` in ${access.region}`}`;

  return {
    async importFindings(findings, signal) {
      try {
        loading ??= load();
        const { sdk, client } = await loading;
        const command = new sdk.BatchImportFindingsCommand({ Findings: [...findings] });
        const { FailedFindings = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
        return FailedFindings.map(({ Id = '', ErrorCode = '', ErrorMessage = '' }) => ({
          id: Id,
          code: ErrorCode,
          message: ErrorMessage,
        }));
      } catch (error) {
        throw awsProblem(error, 'securityhub:BatchImportFindings', target);
      }
    },
    async setWorkflow({ findings, status, note }, signal) {
      try {
        loading ??= load();
        const { sdk, client } = await loading;
        const command = new sdk.BatchUpdateFindingsCommand({
          FindingIdentifiers: findings.map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
          Workflow: { Status: status },
          Note: { Text: note, UpdatedBy: 'trailwatch' },
        });
        const { UnprocessedFindings = [] } = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
        return UnprocessedFindings.map(({ FindingIdentifier, ErrorCode = '', ErrorMessage = '' }) => ({
          id: FindingIdentifier?.Id ?? '',
          code: ErrorCode,
          message: ErrorMessage,
        }));
      } catch (error) {
        throw awsProblem(error, 'securityhub:BatchUpdateFindings', target);
      }
    },
    close() {
      loading?.then(({ client }) => client.destroy()).catch(() => {});
    },
  };
}
