/** One line of the catalogue. `docs/errors.md` has a section for each code, and a test holds the two against each other. */
export interface ProblemKind {
  /** What went wrong, in a few words. */
  readonly title: string;
  /** The user's to mend: shown as one line, without a stack. */
  readonly user: boolean;
  /** The same call may go through later. */
  readonly retry: boolean;
}

const user = (title: string): ProblemKind => ({ title, user: true, retry: false });
const passing = (title: string): ProblemKind => ({ title, user: true, retry: true });

/** The catalogue of problem codes: `AREA_WHAT`. Add one here and in `docs/errors.md`; never reuse or rename one. */
export const problemCodes = {
  // READ_*: bytes could not be had
  READ_NOT_FOUND: user('no such file, folder or object'),
  READ_DENIED: user('no permission to read'),
  READ_FAILED: passing('reading failed'),
  READ_LOOP: user('a folder contains itself through a link'),

  // DECODE_*: bytes were had, and are not (whole) log content
  DECODE_GZIP: user('gzip data is damaged or cut short'),
  DECODE_TOO_LARGE: user('inflated content is over the limit'),
  DECODE_RECORD_TOO_LARGE: user('one record is over the limit'),
  DECODE_TOO_DEEP: user('a record is nested deeper than the limit'),
  DECODE_JSON: user('not JSON, or cut short'),
  DECODE_SHAPE: user('readable, but no known shape of log or event'),
  DECODE_FIELD: user('a record lacks a field that it needs, or has it in a wrong form'),

  // RULE_*: a rule file or pattern is wrong
  RULE_JSON: user('a rule is not valid JSON'),
  RULE_YAML: user('a rule is not valid YAML, or has what rules may not have'),
  RULE_HCL: user('a Terraform file is not valid HCL'),
  RULE_SHAPE: user('not a rule of a known dialect'),
  RULE_FIELD: user('a field of a rule is missing, unknown or of a wrong type'),
  RULE_PATTERN: user('an event pattern or a regular expression is invalid'),
  RULE_TOO_LARGE: user('a rule is over a limit'),
  RULE_DUPLICATE_ID: user('two rules have the same id'),
  RULE_DIALECT: user('no such dialect'),
  RULE_CONDITION: user('the condition of a Sigma rule is wrong'),
  RULE_MODIFIER: user('a modifier of a Sigma rule is unknown or in the wrong place'),
  RULE_PLACEHOLDER: user('a placeholder of a Sigma rule has no values'),
  RULE_REFERENCE: user('a rule names another one that is not loaded'),
  RULE_SERIES: user('a rule over many events where one event is judged'),
  RULE_NOT_APPLICABLE: user('a rule that is not about CloudTrail'),
  RULE_SCHEDULE: user('a schedule expression is wrong'),

  // SPILL_*: the temporary files of a large scan
  SPILL_FAILED: passing('writing or reading a temporary file failed'),

  // S3_*: reading from S3
  S3_FAILED: passing('an S3 request failed'),
  S3_DENIED: user('S3 denied access'),
  S3_NOT_FOUND: user('no such bucket or object'),

  // CONFIG_*: trailwatch.yaml, exceptions.yaml and what they refer to
  CONFIG_READ: user('a configuration file can not be read'),
  CONFIG_YAML: user('a configuration file is not valid YAML'),
  CONFIG_FIELD: user('a field of the configuration is missing, unknown or of a wrong form'),
  CONFIG_SECRET: user('a secret that the configuration refers to can not be had'),

  // STORE_*: where findings are kept
  STORE_FAILED: passing('the store could not read or write'),
  STORE_BUSY: passing('the store is locked by another process'),
  STORE_CONFLICT: passing('others kept changing the same finding'),
  STORE_VERSION: user('the store was written by a newer version of trailwatch'),
  STORE_NOT_FOUND: user('the store has nothing by that name'),

  // SOURCE_*: where live events come from
  SOURCE_FAILED: passing('a source of events could not be read'),
  SOURCE_REFUSED: user('a request to the HTTP source was refused'),

  // SINK_*: where alerts go
  SINK_FAILED: passing('an alert could not be delivered'),
  SINK_REFUSED: user('a sink refused an alert for good'),

  // RESPONDER_*: what mends
  RESPONDER_TARGET: user('a responder can do nothing about what it was given'),

  // AWS_*: other AWS services
  AWS_FAILED: passing('an AWS request failed'),
  AWS_DENIED: user('AWS denied access'),
  AWS_NOT_FOUND: user('AWS knows no such thing'),
  AWS_CREDENTIALS: user('there are no usable AWS credentials'),

  // IMAGE_*: thumbnails
  IMAGE_FORMAT: user('an image of a format that is not decoded'),
  IMAGE_UNREADABLE: user('an image is damaged or empty'),
  IMAGE_TOO_LARGE: user('an image is over a limit'),
  IMAGE_TARGET: user('the bucket of the thumbnails is missing, misnamed or closed, or the source itself'),
  IMAGE_LIBRARY: user('sharp, which makes thumbnails, is not there'),

  // CLI_*: the command line
  CLI_USAGE: user('the command line is wrong'),
  CLI_OUTPUT: passing('the output could not be written'),
  CLI_NOTHING_READ: user('nothing could be read'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemCodes;
