import { execFileSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planModule, type Values } from './evaluate-module.ts';
import schema from './schema.json' with { type: 'json' };
import { SWITCHES } from './switches.cases.ts';

/**
 * Terraform itself reads the module, with a stub in place of the AWS provider. Runs where `terraform` and `go` exist; building the stub
 * needs the Go module proxy once. Elsewhere `arguments.test.ts` and `parity.test.ts` say the same without them.
 */
const module = fileURLToPath(new URL('..', import.meta.url));
const check = fileURLToPath(new URL('.', import.meta.url));
const missing = ['terraform', 'go'].filter((tool) => !isThere(tool));
if (missing.length > 0) {
  const said = `missing: ${missing.join(' and ')}, to run Terraform's own validate and plan`;
  if (process.env.CI) throw new Error(said);
  console.warn(`skipped: ${said}`);
}

const folder = mkdtempSync(join(tmpdir(), 'trailwatch-terraform-'));
const copy = join(folder, 'module');
const environment = {
  ...process.env,
  TF_CLI_CONFIG_FILE: join(folder, 'terraformrc'),
  TF_IN_AUTOMATION: '1',
  CHECKPOINT_DISABLE: '1',
};
const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
const terraform = (...args: string[]) => run('terraform', args, copy);

describe.skipIf(missing.length > 0)('Terraform itself', () => {
  beforeAll(() => {
    const target = join(folder, 'mirror/registry.terraform.io/hashicorp/aws/6.25.0', platformOfTerraform());
    const stub = join(folder, 'stub');
    mkdirSync(target, { recursive: true });
    cpSync(join(check, 'stub-provider'), stub, { recursive: true });
    for (const data of ['schema.json', 'identities.json']) cpSync(join(check, data), join(stub, data));
    run('go', ['build', '-o', join(target, 'terraform-provider-aws_v6.25.0'), '.'], stub);
    writeFileSync(
      environment.TF_CLI_CONFIG_FILE,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(join(folder, 'mirror'))}\n  }\n}\n`,
    );
    mkdirSync(copy);
    for (const file of readdirSync(module).filter((name) => name.endsWith('.tf'))) cpSync(join(module, file), join(copy, file));
    for (const inner of ['modules', 'examples']) cpSync(join(module, inner), join(copy, inner), { recursive: true });
    writeFileSync(join(copy, 'code.zip'), '');
    terraform('init', '-no-color', '-input=false');
  }, 600_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds the module valid and formatted', () => {
    expect(terraform('validate', '-no-color')).toContain('The configuration is valid');
    expect(terraform('fmt', '-check', '-recursive', '-list=true')).toBe('');
  });

  it.each(readdirSync(join(module, 'examples')))(
    'finds the example %s valid',
    (name) => {
      const example = join(copy, 'examples', name);
      run('terraform', ['init', '-no-color', '-input=false'], example);
      expect(run('terraform', ['validate', '-no-color'], example)).toContain('The configuration is valid');
    },
    60_000,
  );

  it.each(Object.entries(SWITCHES))(
    'makes what the evaluator says: %s',
    async (_name, switches) => {
      const variables = { code_zip: 'code.zip', operational_alarms: true, dashboard: true, ...switches };
      writeFileSync(join(copy, 'case.auto.tfvars.json'), JSON.stringify(variables));
      rmSync(join(copy, 'case.tfstate'), { force: true });
      // Applied, because a plan leaves open what data sources say about resources that are not there yet: the policies.
      terraform('apply', '-auto-approve', '-no-color', '-input=false', '-state=case.tfstate', '-backup=-');
      const shown = JSON.parse(terraform('show', '-json', 'case.tfstate')) as Shown;
      const ours = await planModule(module, { ...variables, code_zip: join(copy, 'code.zip') });
      expect(resourcesOf(shown.values.root_module)).toEqual(
        Object.fromEntries(ours.resources.map(({ address, type, values }) => [address, given(type, values)])),
      );
    },
    60_000,
  );

  it('refuses to be told of the code twice, or not at all', () => {
    for (const code of [{}, { code_zip: 'code.zip', code_s3_bucket: 'example-code', code_s3_key: 'code.zip' }]) {
      writeFileSync(join(copy, 'case.auto.tfvars.json'), JSON.stringify(code));
      expect(() => terraform('plan', '-no-color', '-input=false')).toThrow(/Name the code once/);
    }
  });
});

type Schema = Readonly<Record<string, { readonly arguments: Readonly<Record<string, string>> }>>;

interface Shown {
  readonly values: { readonly root_module: ShownModule };
}

interface ShownModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly type: string;
    readonly mode: string;
    readonly values: Values;
  }[];
  readonly child_modules?: readonly ShownModule[];
}

function resourcesOf({ resources = [], child_modules = [] }: ShownModule): Record<string, unknown> {
  return Object.assign(
    Object.fromEntries(
      resources.filter(({ mode }) => mode === 'managed').map(({ address, type, values }) => [address, given(type, values)]),
    ),
    ...child_modules.map(resourcesOf),
  );
}

/** What the module gave, without what AWS adds. The copy's path of the zip is another one. */
function given(type: string, values: Values): unknown {
  const written = (schema as Schema)[type]!.arguments;
  return plain(
    Object.fromEntries(Object.entries(values).filter(([name]) => !written[name]?.includes('computed') && name !== 'filename')),
  );
}

/** The same form for both: no nulls, no empty lists, no order in lists (Terraform sorts its sets), texts of JSON read. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value === 'string' && /^[{[]/.test(value)) return plain(JSON.parse(value));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0))
      .map(([name, inner]): [string, unknown] => [name, plain(inner)])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function platformOfTerraform(): string {
  return `${platform() === 'win32' ? 'windows' : platform()}_${arch() === 'x64' ? 'amd64' : arch()}`;
}

function isThere(tool: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((one) => {
    try {
      accessSync(join(one, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
