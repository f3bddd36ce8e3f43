/** Whose credentials, and where. What is left out is what the environment says. */
export interface AwsAccess {
  /** Of `~/.aws/config`. */
  readonly profile?: string;
  readonly region?: string;
  /** Assumed with the credentials above. */
  readonly roleArn?: string;
  readonly externalId?: string;
}

/**
 * What every client of the SDK is made with. Loads the credential providers only where a role has to be assumed.
 * Environment: AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_<SERVICE> (`service` as AWS writes it: `SQS`).
 */
export async function clientSettings(service: string, access: AwsAccess = {}, environment: NodeJS.ProcessEnv = process.env) {
  // It would tell every user on Node 20 of the SDK's plans, in the middle of their output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const region = access.region || environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`] || environment.AWS_ENDPOINT_URL;
  const settings = {
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...(access.profile && { profile: access.profile }),
  };
  if (access.roleArn === undefined) return settings;
  const { fromTemporaryCredentials, fromIni } = await import('@aws-sdk/credential-providers');
  const credentials = fromTemporaryCredentials({
    params: {
      RoleArn: access.roleArn,
      RoleSessionName: 'trailwatch',
      ...(access.externalId && { ExternalId: access.externalId }),
    },
    ...(access.profile && { masterCredentials: fromIni({ profile: access.profile }) }),
    clientConfig: { ...(region && { region }), ...(environment.AWS_ENDPOINT_URL && { endpoint: environment.AWS_ENDPOINT_URL }) },
  });
  return { ...settings, credentials };
}
