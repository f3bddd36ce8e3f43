import { forTerminal } from '../../base/escape.ts';
import { Problem } from '../../base/problem.ts';
import { toAsff } from '../../engine/findings/formats/asff.ts';
import type { Alert } from '../../model/alert.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { createSecurityHub, type RefusedFinding } from '../aws/use/security-hub.ts';
import { getCallerIdentity } from '../aws/use/sts.ts';
import { askAws } from './ask-aws.ts';
import type { Notice, Sink } from './sink.ts';
import type { WordedSinkOptions } from './sink-options.ts';
import { findingLink } from './wording/alert-blocks.ts';
import { clip } from './wording/document.ts';

export interface SecurityHubOptions extends WordedSinkOptions {
  /** Whose Security Hub it goes to. */
  readonly region: string;
  readonly access?: AwsAccess;
  /** 12 digits. @default the account of the credentials */
  readonly account?: string;
  /** @default the default product of the account */
  readonly productArn?: string;
}

/** What may be another try's to mend. Any other reason is about the finding itself. */
const PASSING = /Throttl|Internal|LimitExceeded|ServiceUnavailable|ConcurrentUpdate/i;
const SAID = 200;

/**
 * Imports findings into Security Hub, where each keeps its id. What is resolved is archived and its workflow resolved. A digest is
 * imported finding by finding, as far as it lists them. A sample is imported as one and archived.
 * IAM: securityhub:BatchImportFindings; securityhub:BatchUpdateFindings for what is resolved.
 */
export function createSecurityHubSink(options: SecurityHubOptions): Sink {
  const { name, region, wording, timeout, productArn } = options;
  const access = { ...options.access, region };
  const hub = createSecurityHub(access);
  let account = options.account;

  async function send(notice: Notice, signal: AbortSignal): Promise<void> {
    account ??= (await getCallerIdentity(access, signal)).account;
    const home = account;
    const alerts = notice.kind === 'digest' ? notice.alerts : [notice.alert];
    if (alerts.length === 0) return;
    const toFinding = (alert: Alert) => {
      const { finding, change, at, rule } = alert;
      const url = findingLink(finding, wording ?? {});
      return toAsff(finding, { account: home, region, productArn, change, at, rule, url });
    };
    if (notice.kind === 'test') {
      const sample = toFinding({ ...notice.alert, change: 'resolved' });
      const Title = clip(`Test of trailwatch: ${sample.Title}`, 256);
      refuse(await hub.importFindings([{ ...sample, Id: notice.id, Title, Sample: true }], signal));
      return;
    }
    const findings = alerts.map(toFinding);
    refuse(await hub.importFindings(findings, signal));
    const resolved = findings.filter(({ Workflow }) => Workflow.Status === 'RESOLVED');
    if (resolved.length === 0) return;
    const ids = resolved.map(({ Id, ProductArn }) => ({ id: Id, productArn: ProductArn }));
    refuse(await hub.setWorkflow({ findings: ids, status: 'RESOLVED', note: 'Resolved in trailwatch' }, signal));
  }

  return {
    name,
    type: 'security-hub',
    async send(notice, signal) {
      await askAws('Security Hub', (limit) => send(notice, limit), signal, timeout);
      return {};
    },
    async close() {
      hub.close();
    },
  };
}

/** @throws {Problem} SINK_FAILED, SINK_REFUSED with AWS's reason */
function refuse(refused: readonly RefusedFinding[]): void {
  const [first] = refused;
  if (first === undefined) return;
  const lasting = refused.find(({ code }) => !PASSING.test(code)) ?? first;
  const said = forTerminal(`${lasting.code}: ${lasting.message}`).slice(0, SAID);
  const count = refused.length === 1 ? 'a finding' : `${refused.length} findings`;
  const forGood = !PASSING.test(lasting.code);
  throw new Problem(forGood ? 'SINK_REFUSED' : 'SINK_FAILED', `Security Hub did not take ${count}: ${said}`, {
    hint: forGood ? 'Check that Security Hub is on in this account and region, and the product ARN' : 'It is tried again',
  });
}
