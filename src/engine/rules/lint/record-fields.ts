/**
 * The fields of a CloudTrail record (AWS CloudTrail user guide, "record contents" and "userIdentity element"). `open`: anything may
 * be below, because each service writes what it likes there.
 */
type Shape = 'value' | 'open' | { readonly [field: string]: Shape };

const issuer = { type: 'value', principalId: 'value', arn: 'value', accountId: 'value', userName: 'value' } as const;

const record: { readonly [field: string]: Shape } = {
  additionalEventData: 'open',
  addendum: { reason: 'value', updatedFields: 'value', originalRequestID: 'value', originalEventID: 'value' },
  apiVersion: 'value',
  awsRegion: 'value',
  edgeDeviceDetails: 'open',
  errorCode: 'value',
  errorMessage: 'value',
  eventCategory: 'value',
  eventContext: 'open',
  eventID: 'value',
  eventName: 'value',
  eventSource: 'value',
  eventTime: 'value',
  eventType: 'value',
  eventVersion: 'value',
  insightDetails: 'open',
  managementEvent: 'value',
  readOnly: 'value',
  recipientAccountId: 'value',
  requestID: 'value',
  requestParameters: 'open',
  resources: { ARN: 'value', arn: 'value', ARNPrefix: 'value', accountId: 'value', type: 'value' },
  responseElements: 'open',
  serviceEventDetails: 'open',
  sessionCredentialFromConsole: 'value',
  sharedEventID: 'value',
  sourceIPAddress: 'value',
  tlsDetails: { tlsVersion: 'value', cipherSuite: 'value', clientProvidedHostHeader: 'value', keyExchange: 'value' },
  userAgent: 'value',
  userIdentity: {
    accessKeyId: 'value',
    accountId: 'value',
    arn: 'value',
    credentialId: 'value',
    identityProvider: 'value',
    inScopeOf: { sourceArn: 'value', sourceAccount: 'value', issuerType: 'value', credentialsIssuedTo: 'value' },
    invokedBy: 'value',
    invokedByDelegate: { accountId: 'value' },
    onBehalfOf: { userId: 'value', identityStoreArn: 'value' },
    principalId: 'value',
    sessionContext: {
      attributes: { creationDate: 'value', mfaAuthenticated: 'value', sessionCredentialFromConsole: 'value' },
      assumedRoot: 'value',
      ec2IssuedInVpc: 'value',
      ec2RoleDelivery: 'value',
      sessionIssuer: issuer,
      sourceIdentity: 'value',
      webIdFederationData: { federatedProvider: 'value', attributes: 'open' },
    },
    type: 'value',
    userName: 'value',
  },
  vpcEndpointAccountId: 'value',
  vpcEndpointId: 'value',
};

/** Undefined for a path that records have; else the part that is unknown, with the fields that are at its place. */
export function unknownField(path: string): { readonly part: string; readonly known: readonly string[] } | undefined {
  let shape: Shape = record;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    if (shape === 'open') return undefined;
    const before = parts.slice(0, index).map((each) => `${each}.`);
    if (shape === 'value') return { part: path, known: [parts.slice(0, index).join('.')] };
    if (!Object.hasOwn(shape, part))
      return { part: path, known: Object.keys(shape).map((key) => before.join('') + key + after(parts, index)) };
    shape = shape[part]!;
  }
  return undefined;
}

/** A field that is one plain value according to CloudTrail's reference. */
export function isPlainField(path: string): boolean {
  let shape: Shape | undefined = record;
  for (const part of path.split('.')) {
    if (typeof shape !== 'object' || !Object.hasOwn(shape, part)) return false;
    shape = shape[part];
  }
  return shape === 'value';
}

function after(parts: readonly string[], index: number): string {
  const rest = parts.slice(index + 1).join('.');
  return rest === '' ? '' : `.${rest}`;
}

/** Fields that every record has, so that asking for "anything" there says nothing. Within the envelope. */
export const alwaysThere: ReadonlySet<string> = new Set(
  ['awsRegion', 'eventID', 'eventName', 'eventSource', 'eventTime', 'eventType', 'eventVersion', 'userIdentity.type'].map(
    (field) => `detail.${field}`,
  ),
);

/** Fields that have at most one value, so that two different ones can't both be there. */
export const singleValued: ReadonlySet<string> = new Set([
  ...alwaysThere,
  ...['errorCode', 'sourceIPAddress', 'userAgent', 'recipientAccountId', 'userIdentity.arn', 'userIdentity.userName'].map(
    (field) => `detail.${field}`,
  ),
]);
