import { Command } from 'commander';
import type { DestroyFlags } from './run-destroy.ts';

/** `trailwatch destroy`: takes a deployment away. */
export function destroyCommand(): Command {
  const command = new Command('destroy')
    .summary('take the pipeline out of an AWS account')
    .description(
      'Deletes the stack after showing what goes and what stays. The bucket with the log files stays, unless --delete-logs says otherwise; the bucket with the code stays always.',
    )
    .option('--stack <name>', 'name of the stack', 'trailwatch')
    .option('--delete-logs', 'delete the log files, all their versions, and their bucket too')
    .option('-y, --yes', "don't ask")
    .option('--profile <name>', 'AWS profile')
    .option('--region <name>', 'AWS region')
    .addHelpText('after', '\nExit codes: 0 gone · 2 usage error, or AWS refused · 130 interrupted or declined');
  command.action(async (flags: DestroyFlags) => {
    const { runDestroy } = await import('./run-destroy.ts');
    process.exitCode = await runDestroy(flags);
  });
  return command;
}
