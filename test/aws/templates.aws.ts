import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** Environment variable with the path → package, arguments. Both read what they leave out, and why, from files with comments. */
const linters = [
  ['TRAILWATCH_CFN_LINT', 'cfn-lint', []],
  ['TRAILWATCH_CHECKOV', 'checkov', ['--config-file', 'infra/checkov.yaml']],
] as const;

describe.each(linters)('%s', (variable, name, parameters) => {
  const binary = process.env[variable];
  const missing = `${name} is missing: \`pip install ${name}\`, then set ${variable} to its path`;
  if (binary === undefined && process.env.CI) throw new Error(missing);
  if (binary === undefined) console.warn(`skipped: ${missing}`);

  test.runIf(binary !== undefined)('finds nothing in the templates', () => {
    const { status, stdout, stderr } = spawnSync(binary!, [...parameters], { encoding: 'utf8' });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
  });
});
