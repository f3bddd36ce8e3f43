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
import { zipOf } from './zip.ts';

export interface PackageFlags {
  readonly out: string;
  readonly arch: 'arm64' | 'x86_64';
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
  const zip = zipOf(lambdaFiles(folder));
  const hash = createHash('sha256').update(zip).digest('hex').slice(0, 12);
  return { name: `trailwatch-${version}-${hash}.zip`, zip };
}

/** @throws {Problem} CLI_USAGE, CLI_OUTPUT, AWS_DENIED, AWS_NOT_FOUND, AWS_CREDENTIALS, AWS_FAILED */
export async function runPackage(flags: PackageFlags): Promise<number> {
  const place = flags.upload === undefined ? undefined : codePlace(flags.upload);
  const { name, zip } = codePackage();
  const templates = join(packageFolder, 'infra/cloudformation');
  const names = existsSync(templates) ? readdirSync(templates).filter((file) => /\.(?:ya?ml|json)$/.test(file)) : [];
  try {
    mkdirSync(flags.out, { recursive: true });
    writeFileSync(join(flags.out, name), zip);
    for (const template of names) copyFileSync(join(templates, template), join(flags.out, template));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem('CLI_OUTPUT', `${flags.out} can't be written: ${code ?? message}`, {
      hint: 'Choose another folder with --out',
      cause: error,
    });
  }
  const written = [name, ...names].map((file) => forTerminal(join(flags.out, file)));
  process.stdout.write(`${written.join('\n')}\n`);
  if (place === undefined) {
    process.stderr.write(next(flags, '<your-code-bucket>', name));
    return exitCodes.OK;
  }
  const key = `${place.prefix}${name}`;
  await putObject({ bucket: place.bucket, key, body: zip, contentType: 'application/zip' }, awsAccessOf(flags));
  process.stdout.write(`s3://${forTerminal(place.bucket)}/${forTerminal(key)}\n`);
  process.stderr.write(next(flags, place.bucket, key));
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
