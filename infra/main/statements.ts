/** Statements of policies, as IAM writes them. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const document = (Statement: readonly unknown[]) => ({ Version: '2012-10-17', Statement });

export const allow = (Action: string | readonly string[], Resource: unknown, Condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** A service of AWS may do it. */
export const letService = (
  Sid: string,
  service: string,
  Action: string | readonly string[],
  Resource: unknown,
  Condition: NonNullable<Statement['Condition']>,
): Statement => ({ Sid, Effect: 'Allow', Principal: { Service: service }, Action, Resource, Condition });

/** Nobody may do anything without TLS. */
export const onlyTls = (Action: string | readonly string[], Resource: unknown): Statement => ({
  Sid: 'OnlyTls',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** Who may assume a role. */
export const assumedBy = (service: string, Condition?: Statement['Condition']) =>
  document([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }]);
