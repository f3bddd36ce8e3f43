import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What a user gets: the packed tarball, installed in an empty folder, with the registry as the only source of the rest. */
const folder = mkdtempSync(join(tmpdir(), 'trailwatch-packaging-'));
const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 110_000 });

beforeAll(() => {
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], process.cwd()),
  ) as { filename: string }[];
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true,"type":"module"}');
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed!.filename}`], folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the installed command knows its version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(run('npx', ['--no-install', 'trailwatch', '--version'], folder).trim()).toBe(version);
});

it('the installed command scans with the rules that came with it', () => {
  const record = {
    eventVersion: '1.08',
    eventID: 'e-1',
    eventTime: '2026-03-01T12:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' },
    eventType: 'AwsApiCall',
    recipientAccountId: '123456789012',
  };
  writeFileSync(join(folder, 'log.json'), JSON.stringify({ Records: [record] }));
  const lines = run('npx', ['--no-install', 'trailwatch', 'scan', 'log.json', '--quiet'], folder).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { eventIds: string[] }).eventIds)).toContainEqual(['e-1']);
});

it('the installed library matches', () => {
  writeFileSync(
    join(folder, 'use.js'),
    "import { compilePattern } from 'trailwatch';\nconsole.log(compilePattern('eventbridge', '{\"a\":[1]}')({ a: 1 }));\n",
  );
  expect(run('node', ['use.js'], folder).trim()).toBe('true');
});

it('the installed library has its types, and they are sound', () => {
  const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', lib: ['es2023'], types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['use.ts'] }));
  const check = (type: string) => {
    const text = `import { compilePattern } from 'trailwatch';\nexport const matches: ${type} = compilePattern('eventbridge', '{}');\n`;
    writeFileSync(join(folder, 'use.ts'), text);
    const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
    return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout.trim();
  };
  expect(check('(event: object) => boolean')).toBe('');
  expect(check('number')).toContain('TS2322');
});

it('no runtime dependency runs a script on installation', () => {
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  expect(Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript === true)).toEqual([]);
});
