import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The zip of the image function as the command writes it, opened and started. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thumbnail-zip-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By what the zip's own directory says. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const end = zip.length - 22;
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    const [method, size, nameLength] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + size);
    files.set(zip.subarray(at + 46, at + 46 + nameLength).toString(), method === 0 ? data : inflateRawSync(data));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

/** The machine that an ELF file is for. Source: ELF-64 Object File Format, `e_machine`. */
const machines: Readonly<Record<number, string>> = { 62: 'x86_64', 183: 'arm64' };

describe.each(['arm64', 'x86_64'])('trailwatch package --arch %s', (arch) => {
  let files: Map<string, Buffer>;
  beforeAll(() => {
    const out = join(folder, arch);
    const args = ['dist/hosts/cli/main.js', 'package', '--out', out, '--arch', arch];
    const stdout = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    const zip = stdout.split('\n').find((line) => line.includes(`trailwatch-thumbnail-${arch}-`));
    files = unzip(readFileSync(zip ?? ''));
  }, 120_000);

  it('brings the binary of that architecture and of no other', () => {
    const binaries = [...files].filter(([, bytes]) => bytes.subarray(0, 4).toString('latin1') === '\x7fELF');
    expect(binaries.map(([name]) => name.replace(/-?[\d.]+(?=\.node$)|\.[\d.]+$/g, ''))).toHaveLength(2);
    expect(binaries.map(([, bytes]) => machines[bytes.readUInt16LE(18)])).toEqual([arch, arch]);
  });

  it('fits Lambda with room to spare', () => {
    const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
    expect(bytes).toBeLessThan(50e6);
  });

  it('holds all that sharp needs', () => {
    const names = [...files.keys()];
    const { dependencies } = JSON.parse(files.get('node_modules/sharp/package.json')!.toString()) as {
      dependencies: Record<string, string>;
    };
    for (const name of Object.keys(dependencies)) expect(names).toContain(`node_modules/${name}/package.json`);
  });
});

it('what is packed for this machine starts, and says what is wrong with an event', () => {
  const arch = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  const [zip = ''] = execFileSync('ls', [join(folder, arch)], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name.includes('thumbnail-'));
  const place = join(folder, 'task');
  for (const [name, bytes] of unzip(readFileSync(join(folder, arch, zip)))) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), bytes);
  }
  const script = `
    import sharp from 'sharp';
    const { handler } = await import('./thumbnail.mjs');
    const error = await handler({}, { awsRequestId: 'r' }).catch((error) => error);
    console.log(error.code, typeof sharp);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: place, encoding: 'utf8' });
  expect(stderr).toContain('DECODE_SHAPE');
  expect(stdout.trim().split('\n').at(-1)).toBe('DECODE_SHAPE function');
});
