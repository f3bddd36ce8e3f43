import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forTerminal } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import { putObject } from '../../../edges/aws/use/s3-upload.ts';
import { awsAccessOf } from '../../config/aws-access.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../version.ts';
import { lambdaFiles, packageFolder } from './lambda-files.ts';
import { thumbnailFiles } from './thumbnail-files.ts';
import { type ZipEntry, zipOf } from './zip.ts';

export interface PackageFlags {
  readonly out: string;
  readonly arch: 'arm64' | 'x86_64';
  readonly thumbnail: boolean;
  readonly upload?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** The code of the functions as it is uploaded. */
export interface CodePackage {
  /** Another for another content: CloudFormation updates a function when the key of its code changes. */
  readonly name: string;
  readonly zip: Buffer;
}

/** @throws {Problem} CLI_USAGE if the functions were not built */
export function codePackage(folder?: string): CodePackage {
  return packed('trailwatch', lambdaFiles(folder));
}

/**
 * The code of the image function for an architecture; undefined where sharp isn't installed.
 * @throws {Problem} CLI_USAGE, IMAGE_LIBRARY if the binary of that architecture can't be had
 */
export function thumbnailPackage(arch: PackageFlags['arch'], folder?: string): CodePackage | undefined {
  const files = thumbnailFiles(arch, folder);
  return files === undefined ? undefined : packed(`trailwatch-thumbnail-${arch}`, files);
}

function packed(name: string, files: readonly ZipEntry[]): CodePackage {
  const zip = zipOf(files);
  const hash = createHash('sha256').update(zip).digest('hex').slice(0, 12);
  return { name: `${name}-${version}-${hash}.zip`, zip };
}

/** @throws {Problem} CLI_USAGE, CLI_OUTPUT, IMAGE_LIBRARY, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
export async function runPackage(flags: PackageFlags): Promise<number> {
  const place = flags.upload === undefined ? undefined : codePlace(flags.upload);
  const { name, zip } = codePackage();
  const thumbnail = flags.thumbnail ? thumbnailPackage(flags.arch) : undefined;
  const zips = [{ name, zip }, ...(thumbnail === undefined ? [] : [thumbnail])];
  const templates = join(packageFolder, 'infra/cloudformation');
  const names = existsSync(templates) ? readdirSync(templates).filter((file) => /\.(?:ya?ml|json)$/.test(file)) : [];
  try {
    mkdirSync(flags.out, { recursive: true });
    for (const each of zips) writeFileSync(join(flags.out, each.name), each.zip);
    for (const template of names) copyFileSync(join(templates, template), join(flags.out, template));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem('CLI_OUTPUT', `${flags.out} can't be written: ${code ?? message}`, {
      hint: 'Choose another folder with --out',
      cause: error,
    });
  }
  const written = [...zips.map((each) => each.name), ...names].map((file) => forTerminal(join(flags.out, file)));
  process.stdout.write(`${written.join('\n')}\n`);
  if (flags.thumbnail && thumbnail === undefined)
    process.stderr.write('Without the image function: sharp is not installed (npm install sharp).\n');
  if (place === undefined) {
    process.stderr.write(next(flags, '<your-code-bucket>', name));
    return exitCodes.OK;
  }
  for (const each of zips) {
    const key = `${place.prefix}${each.name}`;
    await putObject({ bucket: place.bucket, key, body: each.zip, contentType: 'application/zip' }, awsAccessOf(flags));
    process.stdout.write(`s3://${forTerminal(place.bucket)}/${forTerminal(key)}\n`);
  }
  process.stderr.write(next(flags, place.bucket, `${place.prefix}${name}`));
  return exitCodes.OK;
}

/** @throws {Problem} CLI_USAGE */
export function codePlace(url: string): { readonly bucket: string; readonly prefix: string } {
  const parts = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(url);
  if (parts === null) {
    throw new Problem('CLI_USAGE', `--upload ${JSON.stringify(url)} is no place in S3`, {
      hint: 'Write s3://my-code-bucket/optional/prefix',
    });
  }
  const folder = parts[2] ?? '';
  return { bucket: parts[1]!, prefix: folder === '' || folder.endsWith('/') ? folder : `${folder}/` };
}

function next({ out, arch, upload }: PackageFlags, bucket: string, key: string): string {
  const parameters = [
    'ParameterKey=TrailBucketName,ParameterValue=<a-new-bucket-name>',
    'ParameterKey=AlertEmail,ParameterValue=<you@example.com>',
    `ParameterKey=CodeBucket,ParameterValue=${forTerminal(bucket)}`,
    `ParameterKey=CodeKey,ParameterValue=${forTerminal(key)}`,
    `ParameterKey=Architecture,ParameterValue=${arch}`,
  ];
  const copy = upload === undefined ? `  aws s3 cp ${forTerminal(join(out, key))} s3://${bucket}/\n` : '';
  return `Create the stack with:\n${copy}  aws cloudformation create-stack --stack-name trailwatch --template-body file://${forTerminal(join(out, 'main.yaml'))} --capabilities CAPABILITY_NAMED_IAM \\\n    --parameters ${parameters.join(' \\\n      ')}\n`;
}
