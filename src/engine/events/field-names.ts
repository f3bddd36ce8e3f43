/** CloudTrail's names as it spells them. Lake results have them in lower case, CSV exports with spaces. */
const TOP = [
  'eventVersion',
  'userIdentity',
  'eventTime',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'errorMessage',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'requestID',
  'eventID',
  'readOnly',
  'resources',
  'eventType',
  'apiVersion',
  'managementEvent',
  'recipientAccountId',
  'sharedEventID',
  'annotation',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'serviceEventDetails',
  'addendum',
  'edgeDeviceDetails',
  'insightDetails',
  'eventCategory',
  'tlsDetails',
  'sessionCredentialFromConsole',
  'eventContext',
  'eventJson',
  'eventJsonChecksum',
];

const INNER = [
  'type',
  'principalId',
  'arn',
  'accountId',
  'accessKeyId',
  'userName',
  'sessionContext',
  'attributes',
  'creationDate',
  'mfaAuthenticated',
  'sessionIssuer',
  'webIdFederationData',
  'federatedProvider',
  'sourceIdentity',
  'ec2RoleDelivery',
  'ec2IssuedInVpc',
  'assumedRoot',
  'onBehalfOf',
  'userId',
  'identityStoreArn',
  'credentialId',
  'inScopeOf',
  'sourceArn',
  'sourceAccount',
  'issuerType',
  'credentialsIssuedTo',
  'invokedBy',
  'identityProvider',
  'tlsVersion',
  'cipherSuite',
  'clientProvidedHostHeader',
  'reason',
  'updatedFields',
  'originalRequestID',
  'originalEventID',
];

const byLetters = (names: readonly string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [lettersOf(name), name]));

const top = byLetters(TOP);
const inner = byLetters(INNER);

/** What the console calls things, where it isn't CloudTrail's name with spaces. */
const console = new Map([
  ['awsaccesskey', 'accessKeyId'],
  ['accesskeyid', 'accessKeyId'],
  ['username', 'userName'],
  ['resourcetype', 'resourceType'],
  ['resourcename', 'resourceName'],
  ['region', 'awsRegion'],
  ['recipientaccount', 'recipientAccountId'],
]);

/** `Source IP address`, `sourceipaddress`, `source_ip_address` → `sourceipaddress`. */
export function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** A column's CloudTrail name; the columns of the console's export that are no field of a record have names of their own. */
export function columnName(column: string): string | undefined {
  const letters = lettersOf(column);
  return top.get(letters) ?? console.get(letters);
}

/** A name inside `userIdentity` and the other structures that have fixed names. */
export function innerName(name: string): string {
  return inner.get(lettersOf(name)) ?? name;
}
