/**
 * Rules in another language, and the filter pattern that says the same, written by hand from the CloudWatch Logs User Guide; or a part of the
 * reason why there is none. Sigma's are a selection and a condition, EventBridge's an event pattern.
 */
export interface ExportCase {
  readonly why: string;
  readonly sigma?: string;
  readonly eventbridge?: object;
  readonly pattern?: string;
  readonly assumes?: readonly string[];
  readonly reason?: string;
}

const cased = (...fields: readonly string[]) =>
  fields.map((field) => `$.${field} is written in upper and lower case as in the rule`);

export const exportCases: readonly ExportCase[] = [
  {
    why: 'a call',
    eventbridge: { detail: { eventName: ['StopLogging'] } },
    pattern: '{ $.eventName = "StopLogging" }',
  },
  {
    why: 'one of several calls',
    eventbridge: { detail: { eventName: ['StopLogging', { prefix: 'Delete' }] } },
    pattern: '{ $.eventName = "StopLogging" || $.eventName = "Delete*" }',
  },
  {
    why: "the envelope's fields are asked of the record",
    eventbridge: { source: ['aws.iam'], 'detail-type': ['AWS API Call via CloudTrail'], region: ['us-east-1'] },
    pattern: '{ $.eventType = "AwsApiCall" && $.awsRegion = "us-east-1" && $.eventSource = "iam.amazonaws.com" }',
    assumes: ['$.awsRegion is there', '$.eventSource ends with .amazonaws.com', '$.eventSource is there', '$.eventType is there'],
  },
  {
    why: 'anything but what is always there needs no absence',
    eventbridge: { detail: { eventName: [{ 'anything-but': ['GetObject', 'PutObject'] }] } },
    pattern: '{ $.eventName != "GetObject" && $.eventName != "PutObject" }',
  },
  {
    why: 'the absence of a text',
    eventbridge: { detail: { errorCode: [{ exists: false }] } },
    pattern: '{ $.errorCode NOT EXISTS }',
  },
  {
    why: 'the presence of a text',
    eventbridge: { detail: { errorCode: [{ exists: true }] } },
    pattern: '{ $.errorCode = * }',
  },
  {
    why: 'a flag',
    eventbridge: { detail: { readOnly: [false] } },
    pattern: '{ $.readOnly IS FALSE }',
  },
  {
    why: 'what a service writes may be of any kind',
    eventbridge: { detail: { requestParameters: { force: [true, 'true', null] } } },
    pattern: '{ $.requestParameters.force IS TRUE || $.requestParameters.force = "true" || $.requestParameters.force IS NULL }',
  },
  {
    why: 'numbers',
    eventbridge: { detail: { requestParameters: { maxResults: [{ numeric: ['>=', 10, '<', 100] }] } } },
    pattern: '{ $.requestParameters.maxResults >= 10 && $.requestParameters.maxResults < 100 }',
    assumes: ['$.requestParameters.maxResults is no text'],
  },
  {
    why: 'a range of addresses is their beginning',
    eventbridge: { detail: { sourceIPAddress: [{ cidr: '198.51.100.0/24' }] } },
    pattern: '{ $.sourceIPAddress = "198.51.100.*" }',
    assumes: ['$.sourceIPAddress is an address in its usual form, or a name that does not begin like one'],
  },
  {
    why: 'a range between two dots is several beginnings',
    eventbridge: { detail: { sourceIPAddress: [{ cidr: '198.51.100.0/23' }] } },
    pattern: '{ $.sourceIPAddress = "198.51.100.*" || $.sourceIPAddress = "198.51.101.*" }',
    assumes: ['$.sourceIPAddress is an address in its usual form, or a name that does not begin like one'],
  },
  {
    why: 'one address is itself',
    sigma: 's: {sourceIPAddress|cidr: 198.51.100.7/32}',
    pattern: '{ $.sourceIPAddress = "198.51.100.7" }',
  },
  {
    why: 'a wildcard within is a regular expression',
    eventbridge: { detail: { userIdentity: { arn: [{ wildcard: 'arn:aws:iam::*:role/*x' }] } } },
    pattern: '{ $.userIdentity.arn = %^arn\\x3Aaws\\x3Aiam\\x3A\\x3A.*\\x3Arole/.*x$% }',
  },
  {
    why: 'a star that is one is written as its code would be',
    eventbridge: { detail: { userAgent: ['s3:*'] } },
    pattern: '{ $.userAgent = %^s3\\x3A\\*$% }',
  },
  {
    why: 'quotes and backslashes are written with a backslash',
    eventbridge: { detail: { userAgent: ['a"b\\c'] } },
    pattern: '{ $.userAgent = "a\\"b\\\\c" }',
  },
  {
    why: 'a name that wants quotes',
    eventbridge: { detail: { requestParameters: { 'x-amz-acl': ['public-read'], 'a b': ['c'] } } },
    pattern: `{ $.requestParameters.['a b'] = "c" && $.requestParameters.x-amz-acl = "public-read" }`,
  },
  {
    why: 'the list of resources is looked into',
    eventbridge: { detail: { resources: { ARN: [{ prefix: 'arn:aws:s3:::' }] } } },
    pattern: '{ $.resources[*].ARN = "arn:aws:s3:::*" }',
  },
  {
    why: 'names that AWS writes are taken as they are written',
    sigma: 's: {eventSource: iam.amazonaws.com, eventName: [CreateUser, DeleteUser], errorCode: null}',
    pattern:
      '{ $.eventSource = "iam.amazonaws.com" && ($.eventName = "CreateUser" || $.eventName = "DeleteUser") && $.errorCode NOT EXISTS }',
    assumes: cased('eventName', 'eventSource'),
  },
  {
    why: 'other texts without regard to case are one regular expression for each field',
    sigma: 's: {userAgent|contains: [kali, pentoo]}',
    pattern: '{ $.userAgent = %[Kk][Aa][Ll][Ii]|[Pp][Ee][Nn][Tt][Oo][Oo]% }',
  },
  {
    why: 'what must not be may also be missing',
    sigma: 's: {eventName: StopLogging}\n  f: {userIdentity.type: AWSService}\n  condition: s and not f',
    pattern: '{ $.eventName = "StopLogging" && ($.userIdentity.type NOT EXISTS || $.userIdentity.type != "AWSService") }',
    assumes: cased('eventName', 'userIdentity.type'),
  },
  {
    why: 'two fields are alike',
    sigma: 's: {userIdentity.arn|fieldref: requestParameters.arn}',
    reason: 'two fields',
  },
  { why: 'words anywhere', sigma: 's: [mimikatz]', reason: 'anywhere' },
  { why: 'groups in a regular expression', sigma: "s: {userAgent|re: '(a|b)c'}", reason: 'regular expression' },
  { why: 'a regular expression that ignores case', sigma: "s: {userAgent|re|i: 'abc'}", reason: 'without regard to case' },
  {
    why: 'three fields without regard to case',
    sigma: 's: {userAgent: aa, userIdentity.userName: bb, userIdentity.arn|contains: cc}',
    reason: '3 regular expressions, and AWS allows 2',
  },
  { why: 'a range of IPv6 addresses', eventbridge: { detail: { sourceIPAddress: [{ cidr: '2001:db8::/32' }] } }, reason: 'IPv6' },
  {
    why: 'a range of too many beginnings',
    eventbridge: { detail: { sourceIPAddress: [{ cidr: '10.64.0.0/10' }] } },
    reason: 'range',
  },
  { why: 'another field of the envelope', eventbridge: { id: ['x'] }, reason: '"id"' },
  { why: 'an event from elsewhere', eventbridge: { source: ['my.app'] }, reason: '"my.app"' },
  {
    why: 'no element of a list',
    eventbridge: { detail: { resources: { ARN: [{ 'anything-but': ['a'] }] } } },
    reason: 'element of a list',
  },
  {
    why: 'too long',
    eventbridge: { detail: { userAgent: Array.from({ length: 60 }, (_, index) => `a rather long user agent ${index}`) } },
    reason: 'characters',
  },
  { why: 'a part of a time', sigma: 's: {eventTime|hour: 3}', reason: 'part of a time' },
  { why: 'every record', eventbridge: { detail: { eventName: [{ exists: true }] } }, reason: 'every record' },
];
