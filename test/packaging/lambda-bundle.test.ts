import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lambdaFiles } from '../../src/hosts/cli/package/lambda-files.ts';
import { codePackage } from '../../src/hosts/cli/package/run-package.ts';

/** What Lambda gets, looked at by esbuild and by Node: nothing of how it was made is believed. */
const files = lambdaFiles(process.cwd());
const modules = new Map(
  files.filter(({ path }) => path.endsWith('.mjs')).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]),
);
let folder: string;
let meta: Metafile;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lambda-bundle-'));
  for (const { path, bytes } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const entryPoints = [...modules.keys()].map((name) => join(folder, name));
  const options = { bundle: true, splitting: true, format: 'esm', platform: 'node', outdir: 'nowhere', write: false } as const;
  ({ metafile: meta } = await build({ ...options, entryPoints, metafile: true, absWorkingDir: folder, logLevel: 'silent' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Modules that are loaded with these, as far as they import one another at once. */
const loadedWith = (starts: readonly string[]) => {
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const each of meta.inputs[path]?.imports ?? []) if (each.kind === 'import-statement' && !each.external) visit(each.path);
  };
  starts.forEach(visit);
  return [...seen];
};
const bytesOf = (paths: readonly string[]) => paths.reduce((sum, path) => sum + (meta.inputs[path]?.bytes ?? 0), 0);
/** The module that exports a class of the SDK by its name. */
const withExport = (name: string) =>
  [...modules]
    .filter(([, text]) => new RegExp(`(?:\\bas |[{,])${name}[,}]`).test(text.slice(text.lastIndexOf('export{'))))
    .map(([path]) => path);

describe('the bundle of the processor', () => {
  it('is under 1.5 MB with all that a usual call loads: the clients of S3, DynamoDB and SNS', () => {
    const clients = ['GetObjectCommand', 'TransactWriteItemsCommand', 'PublishCommand'].map((name) => withExport(name));
    expect(clients.map((found) => found.length)).toEqual([1, 1, 1]);
    const bytes = bytesOf(loadedWith(['processor.mjs', ...clients.flat()]));
    expect(bytes).toBeGreaterThan(500_000);
    expect(bytes).toBeLessThan(1_500_000);
  });

  it('brings all that it needs but Node itself', () => {
    const external = Object.values(meta.inputs).flatMap(({ imports }) =>
      imports.filter((each) => each.external).map(({ path }) => path),
    );
    const missing = [...new Set(external)].filter((name) => !builtinModules.includes(name.replace(/^node:/, '')));
    expect(missing).toEqual([]);
  });

  it.each(['libsql', 'sharp', 'prom-client', 'hono', 'pino', 'mmdb-lib', 'commander'])('does not hold %s', (name) => {
    const holders = [...modules]
      .filter(([, text]) => new RegExp(`["'/](?:@[\\w-]+/)?${name}["'/]`).test(text))
      .map(([path]) => path);
    expect(holders).toEqual([]);
  });

  it('loads a mail client only for those who send mail', () => {
    const mail = [...modules].filter(([, text]) => text.includes('nodemailer')).map(([path]) => path);
    const usual = loadedWith(['processor.mjs', 'tick.mjs']);
    expect(mail.filter((path) => usual.includes(path))).toEqual([]);
  });
});

describe('the zip file', () => {
  it('holds both functions, the rules, and the rules as compiled', () => {
    const paths = files.map(({ path }) => path);
    for (const path of ['processor.mjs', 'tick.mjs', 'monitored_events.json', 'dist/rules-compiled.json', 'package.json'])
      expect(paths).toContain(path);
    expect(paths.filter((path) => path.startsWith('rules/aws/')).length).toBeGreaterThan(100);
    expect(paths.filter((path) => /\.ts$|\.map$|^rules\/.*test/.test(path))).toEqual([]);
  });

  it('is the same to the byte when it is made again, and named by its content', () => {
    const [first, second] = [codePackage(process.cwd()), codePackage(process.cwd())];
    expect(first.zip.equals(second.zip)).toBe(true);
    expect(first.name).toMatch(/^trailwatch-[\d.]+-[0-9a-f]{12}\.zip$/);
    // Lambda takes 50 MB uploaded directly; this is far below.
    expect(first.zip.length).toBeLessThan(5_000_000);
  });

  it('unpacked anywhere, the function starts with all rules of the pack and says what is missing in its environment', () => {
    const script = `
      process.env.STORE_TABLE = '';
      const { handler } = await import('./processor.mjs');
      const context = { awsRequestId: 'r', invokedFunctionArn: 'a:b:c:d:e', getRemainingTimeInMillis: () => 1000 };
      const error = await handler({}, context).catch((error) => error);
      console.log(error.code, error.message);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('CONFIG_FIELD the environment variable STORE_TABLE is not set');
  });
});

describe('trailwatch package', () => {
  it('writes the zip, and says how to create the stack', () => {
    const out = join(folder, 'out');
    const stdout = execFileSync(process.execPath, ['dist/hosts/cli/main.js', 'package', '--out', out, '--arch', 'x86_64'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [zip = ''] = stdout.split('\n');
    expect(readFileSync(zip).equals(codePackage(process.cwd()).zip)).toBe(true);
  });
});

describe('trailwatch invoke', () => {
  const invoke = (...args: string[]) => {
    const { status, stdout } = spawnSync(process.execPath, ['dist/hosts/cli/main.js', 'invoke', ...args], { encoding: 'utf8' });
    return { status, last: stdout.trim().split('\n').at(-1), stdout };
  };

  it('runs the processor on a payload, and prints what it answered', () => {
    const { status, last, stdout } = invoke('processor', '--event', 'examples/events/sqs-one-corrupt.json', '--memory');
    expect(JSON.parse(last ?? '')).toEqual({ batchItemFailures: [{ itemIdentifier: '00000000-0000-4000-8000-000000000002' }] });
    expect(stdout).toContain('"ruleId":"cloudtrail-tamper"');
    expect(status).toBe(3);
  });

  it('runs the tick', () => {
    expect(invoke('tick', '--event', 'examples/events/tick.json', '--memory')).toMatchObject({ status: 0, last: 'null' });
  });

  it.each([
    [['processor', '--event', 'nowhere.json', '--memory']],
    [['processor', '--event', 'README.md', '--memory']],
    [['processor', '--env', 'STORE_TABLE', '--memory']],
    [['processor', '--timeout', '1000', '--memory']],
    [['responder']],
  ])('%j is a usage error', (args) => {
    expect(invoke(...args).status).toBe(2);
  });
});
