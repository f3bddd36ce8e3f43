import { Command, Option } from 'commander';
import type { PackageFlags } from './run-package.ts';

/** `trailwatch package`: what is deployed, for those who deploy with their own tools. */
export function packageCommand(): Command {
  const command = new Command('package')
    .summary('the code and the templates for AWS, to deploy with your own tools')
    .description(
      'Writes the zip file of the functions and the CloudFormation templates into a folder, and says how to create the stack. The zip is the same to the byte for the same version, and for both architectures. Where sharp is installed, the zip of the image function is written too, with the binary of its architecture (fetched with npm if it is not here).',
    )
    .option('--out <folder>', 'where to', 'trailwatch-package')
    .addOption(new Option('--arch <name>', 'architecture of the functions').choices(['arm64', 'x86_64']).default('arm64'))
    .option('--no-thumbnail', 'leave out the image function')
    .option('--upload <s3-url>', 'put the zip into a bucket too: s3://my-code-bucket/optional/prefix')
    .option('--profile <name>', 'AWS profile to upload with')
    .option('--region <name>', "the bucket's region")
    .addHelpText(
      'after',
      `
Examples:
  $ trailwatch package
  $ trailwatch package --upload s3://my-code-bucket/trailwatch

Exit codes: 0 done · 2 usage error, or the upload was refused`,
    );
  command.action(async (flags: PackageFlags) => {
    process.exitCode = await (await import('./run-package.ts')).runPackage(flags);
  });
  return command;
}
