import type { EpochMs } from '../../../base/units.ts';
import type { AlertRule, Change } from '../../../model/alert.ts';
import type { Finding } from '../../../model/finding.ts';
import { partitionOf } from './arn.ts';
import { type AsffResource, toAsffResources } from './asff-resource.ts';
import { clipText } from './clip-text.ts';

export interface AsffOptions {
  /** Whose Security Hub it goes to, and where. Imports under the default product ARN must name the account that calls. */
  readonly account: string;
  readonly region: string;
  /** @default `arn:<partition>:securityhub:<region>:<account>:product/<account>/default` */
  readonly productArn?: string | undefined;
  readonly change: Change;
  /** Wall clock. Security Hub takes an update only if it is later than the one before. */
  readonly at: EpochMs;
  readonly rule?: AlertRule | undefined;
  /** Of the finding in the console. */
  readonly url?: string | undefined;
}

interface AsffSeverity {
  readonly Label: 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
  readonly Original: string;
}

/** What we fill of it. Names and limits are AWS's. */
export interface AsffFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName: string;
  readonly CompanyName: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Types: string[];
  readonly FirstObservedAt: string;
  readonly LastObservedAt: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity: AsffSeverity;
  readonly FindingProviderFields: { readonly Severity: AsffSeverity; readonly Types: string[] };
  readonly Title: string;
  readonly Description: string;
  readonly Remediation?: { readonly Recommendation: { readonly Text?: string; readonly Url?: string } };
  readonly SourceUrl?: string;
  readonly ProductFields: Record<string, string>;
  readonly Resources: AsffResource[];
  readonly Workflow: { readonly Status: 'NOTIFIED' | 'RESOLVED' };
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

/**
 * A finding in the AWS Security Finding Format. Where it is about another account than the one that it is imported into, the
 * other one is in `ProductFields`, the description and the resources.
 * Source: AWS Security Hub API Reference, AwsSecurityFinding (limits); AWS Security Hub User Guide, "Types taxonomy for ASFF".
 */
export function toAsff(finding: Finding, options: AsffOptions): AsffFinding {
  const { account, region, change, at, rule, url } = options;
  const updatedAt = new Date(at).toISOString();
  const resolved = change === 'resolved';
  const severity: AsffSeverity = {
    Label: finding.severity.toUpperCase() as AsffSeverity['Label'],
    Original: finding.severity,
  };
  const recommendation = recommend(rule);
  const elsewhere = finding.account !== '' && finding.account !== account ? ` In account ${finding.account}.` : '';
  return {
    SchemaVersion: '2018-10-08',
    Id: clipText(finding.id, 512),
    ProductArn: options.productArn ?? `arn:${partitionOf(region)}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'trailwatch',
    CompanyName: 'trailwatch',
    GeneratorId: clipText(finding.ruleId, 512) || 'trailwatch',
    AwsAccountId: account,
    Types: typesOf(finding),
    FirstObservedAt: timeOf(finding.firstAt, updatedAt),
    LastObservedAt: timeOf(finding.lastAt, updatedAt),
    CreatedAt: timeOf(finding.firstAt, updatedAt),
    UpdatedAt: updatedAt,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: typesOf(finding) },
    Title: clipText(finding.title, 256) || 'Finding without a title',
    Description: clipText(`${finding.summary}${elsewhere}`, 1024) || 'No summary',
    ...(recommendation !== undefined && { Remediation: { Recommendation: recommendation } }),
    ...(url !== undefined && { SourceUrl: url }),
    ProductFields: productFields(finding, change),
    Resources: [...toAsffResources(finding, account)],
    Workflow: { Status: resolved ? 'RESOLVED' : 'NOTIFIED' },
    RecordState: resolved ? 'ARCHIVED' : 'ACTIVE',
  };
}

/** A finding knows its techniques, not its tactics: the taxonomy's namespace alone is a valid type. */
function typesOf({ attack }: Finding): string[] {
  return attack.length > 0 ? ['TTPs'] : ['Unusual Behaviors'];
}

function recommend(rule: AlertRule | undefined): { Text?: string; Url?: string } | undefined {
  const text = rule?.response?.replace(/\s+/g, ' ').trim();
  const reference = rule?.references?.find((one) => /^https:\/\//.test(one) && one.length <= 2048);
  if (!text && reference === undefined) return undefined;
  return { ...(text && { Text: clipText(text, 512) }), ...(reference !== undefined && { Url: reference }) };
}

const timeOf = (text: string, otherwise: string): string => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? otherwise : new Date(at).toISOString();
};

/** At most 50 of at most 2,048 characters; fewer, so that all of a finding stays below 240 KB. */
function productFields(finding: Finding, change: Change): Record<string, string> {
  const { context } = finding;
  const fields: Readonly<Record<string, string | readonly string[] | undefined>> = {
    rule: finding.ruleId,
    change,
    account: finding.account,
    accountName: finding.accountName,
    environment: finding.environment,
    region: finding.region,
    actor: finding.actor,
    origin: finding.origin,
    count: String(finding.count),
    eventIds: finding.eventIds,
    eventNames: context.eventNames,
    eventSources: context.eventSources,
    regions: context.regions,
    sourceIPAddresses: context.sourceIPAddresses,
    countries: context.countries,
    networks: context.networks,
    userAgents: context.userAgents,
    errorCodes: context.errorCodes,
    attack: finding.attack,
  };
  const filled: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const text = clipText(typeof value === 'string' ? value : (value ?? []).join(', '), 1024);
    if (text !== '') filled[`trailwatch/${name}`] = text;
  }
  return filled;
}
