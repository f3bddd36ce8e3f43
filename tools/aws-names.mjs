/**
 * Writes src/engine/rules/lint/aws-names.ts: every API operation of AWS under the `eventSource` that CloudTrail gives it, read from
 * the public service models of botocore.
 *
 *   python3 -m venv /tmp/models && /tmp/models/bin/pip install --no-deps botocore
 *   node tools/aws-names.mjs /tmp/models/lib/python3*\/site-packages/botocore
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const target = 'src/engine/rules/lint/aws-names.ts';
const botocore = process.argv[2];
if (botocore === undefined) {
  process.stderr.write('usage: node tools/aws-names.mjs FOLDER-OF-BOTOCORE\n');
  process.exit(2);
}

/** The prefix of `eventSource` is the name that requests are signed with, or the host's; these have another one, or one more. */
const further = {
  'application-autoscaling': ['autoscaling'],
  cloudhsmv2: ['cloudhsm'],
  email: ['ses'],
  identitystore: ['sso-directory'],
  iot: ['iot'],
  'metering.marketplace': ['metering-marketplace'],
  oidc: ['sso', 'sso-oauth', 'signin'],
  'portal.sso': ['sso'],
  'rds-data': ['rdsdata'],
  'streams.dynamodb': ['dynamodb'],
  'data-ats.iot': ['iotdata'],
};

const operations = new Map();
const lambda = new Set();
for (const service of readdirSync(join(botocore, 'data'), { withFileTypes: true })) {
  if (!service.isDirectory()) continue;
  const folder = join(botocore, 'data', service.name);
  for (const version of readdirSync(folder)) {
    const model = modelOf(join(folder, version));
    if (model === undefined) continue;
    const { endpointPrefix, signingName } = model.metadata;
    const prefixes = new Set([signingName ?? endpointPrefix, endpointPrefix, ...(further[endpointPrefix] ?? [])]);
    for (const prefix of prefixes) {
      if (prefix.includes('.') || prefix === 'email') continue;
      if (prefix === 'lambda') for (const [name, operation] of Object.entries(model.operations)) addLambda(name, operation);
      else addAll(prefix, Object.keys(model.operations));
    }
  }
}

function modelOf(folder) {
  for (const name of ['service-2.json', 'service-2.json.gz']) {
    try {
      const bytes = readFileSync(join(folder, name));
      return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    }
  }
  return undefined;
}

function addAll(prefix, names) {
  const known = operations.get(prefix) ?? new Set();
  for (const name of names) known.add(name);
  operations.set(prefix, known);
}

/**
 * CloudTrail's names of Lambda's older operations end on the date in their path, and on v2 where there was an older form of the
 * same date. Those that came after 2018 are written both ways.
 */
function addLambda(name, operation) {
  const date = /^\/(\d{4})-(\d{2})-(\d{2})\//.exec(operation.http.requestUri);
  const suffix = date === null || name.startsWith('Invoke') ? '' : date.slice(1).join('');
  if (suffix === '' || suffix > '2019') lambda.add(name);
  if (suffix !== '') for (const version of suffix > '2019' ? [''] : ['', 'v2']) lambda.add(name + suffix + version);
}

addAll('lambda', lambda);

/** `Create:Stack,StackSet Delete:Stack`: names that begin with the same word share it. */
function packed(names) {
  const byVerb = new Map();
  for (const name of [...names].sort()) {
    const [, verb, rest] = /^([A-Z][a-z]*)(.*)$/.exec(name) ?? [undefined, '', name];
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), rest]);
  }
  return [...byVerb].map(([verb, rests]) => `${verb}:${rests.join(',')}`).join(' ');
}

const version = /__version__ = '([^']+)'/.exec(readFileSync(join(botocore, '__init__.py'), 'utf8'))[1];
const quoted = (text) => `'${text}'`;
const lines = [...operations]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([prefix, names]) => `  ${/^[a-z]\w*$/.test(prefix) ? prefix : quoted(prefix)}: ${quoted(packed(names))},`);
writeFileSync(
  target,
  `/**
 * The API operations of AWS by the first label of CloudTrail's \`eventSource\`, from the service models of botocore ${version}.
 * Written by tools/aws-names.mjs. \`Create:Stack,StackSet\` is CreateStack and CreateStackSet.
 */
export const awsNames: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
process.stdout.write(
  `${target}: ${operations.size} sources, ${[...operations.values()].reduce((n, s) => n + s.size, 0)} names\n`,
);
