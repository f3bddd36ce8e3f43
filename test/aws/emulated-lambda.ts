/** Lambda's REST interface, as far as these tests need it: they are no reason to depend on one more client of the SDK. */
export interface LambdaPlace {
  readonly endpoint: string;
}

export interface LambdaFunction {
  readonly name: string;
  readonly handler: string;
  readonly zip: Uint8Array;
  readonly environment: Readonly<Record<string, string>>;
}

export async function createLambda(place: LambdaPlace, { name, handler, zip, environment }: LambdaFunction): Promise<void> {
  await ask(place, '/2015-03-31/functions', {
    FunctionName: name,
    Runtime: 'nodejs22.x',
    Role: 'arn:aws:iam::000000000000:role/trailwatch',
    Handler: handler,
    Code: { ZipFile: Buffer.from(zip).toString('base64') },
    Environment: { Variables: environment },
    MemorySize: 256,
    Timeout: 60,
  });
}

/** The emulator's CloudFormation takes the parameter MaximumConcurrency for a text, on which its poller stumbles: AWS's is a number. */
export async function limitTrigger(place: LambdaPlace, MaximumConcurrency: number): Promise<void> {
  const listed = await ask(place, '/2015-03-31/event-source-mappings/');
  const [{ UUID }] = (listed as { EventSourceMappings: [{ UUID: string }] }).EventSourceMappings;
  await ask(place, `/2015-03-31/event-source-mappings/${UUID}`, { ScalingConfig: { MaximumConcurrency } }, 'PUT');
}

/** What the function returned. Throws if the function did. */
export async function invokeLambda(place: LambdaPlace, name: string, payload: unknown): Promise<unknown> {
  return ask(place, `/2015-03-31/functions/${name}/invocations`, payload);
}

async function ask(
  { endpoint }: LambdaPlace,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
): Promise<unknown> {
  const credential = 'Credential=test/20260131/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none';
  const answer = await fetch(`${endpoint}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `AWS4-HMAC-SHA256 ${credential}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const failed = answer.headers.get('x-amz-function-error');
  if (!answer.ok || failed !== null) throw new Error(`${path}: ${answer.status} ${failed ?? ''} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
