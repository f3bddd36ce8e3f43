import { Problem } from '../../../base/problem.ts';
import { type EpochMs, MINUTE, SECOND } from '../../../base/units.ts';
import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import type { AwsCalls } from './aws-calls.ts';
import { type Check, fail, ok, type Outcome, warn } from './check.ts';

/** AWS refuses requests whose time is more than five minutes off. Source: IAM User Guide, "Elements of an AWS API request signature". */
const SKEW_REFUSED = 5 * MINUTE;
const SKEW_ODD = MINUTE;

/** Who we are to AWS, by one set of credentials, and whether the clocks agree: both from one answer. */
export function identityChecks(access: AwsAccess, calls: AwsCalls, now: () => EpochMs): Check[] {
  const label = labelOf(access);
  let answer: ReturnType<AwsCalls['getCallerIdentity']> | undefined;
  const identity = (signal: AbortSignal) => {
    answer ??= calls.getCallerIdentity(access, signal);
    return answer;
  };
  return [
    {
      name: `credentials${label}`,
      async run(signal) {
        const { account, arn } = await identity(signal);
        return ok(`${arn} in account ${account}`);
      },
    },
    {
      name: `clock${label}`,
      async run(signal) {
        let answeredAt: EpochMs | undefined;
        try {
          ({ answeredAt } = await identity(signal));
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          return warn('not compared: AWS gave no answer', 'Mend the credentials first');
        }
        return answeredAt === undefined ? ok('AWS said no time') : skewOutcome(now() - answeredAt);
      },
    },
  ];
}

function skewOutcome(ahead: number): Outcome {
  const off = Math.abs(ahead);
  const text = `${Math.round(off / SECOND)} s ${ahead > 0 ? 'ahead of' : 'behind'} AWS`;
  const remedy = "Let NTP set this machine's clock (timedatectl set-ntp true)";
  if (off > SKEW_REFUSED) return fail(`${text}: requests are refused`, remedy);
  return off > SKEW_ODD ? warn(text, remedy) : ok(off < 2 * SECOND ? 'agrees with AWS' : text);
}

/** Is anything recording, and does it arrive? */
export function trailCheck(access: AwsAccess, calls: AwsCalls): Check {
  return {
    name: `trails${labelOf(access)}`,
    async run(signal) {
      const trails = await calls.getTrailStates(access, signal);
      const logging = trails.filter((trail) => trail.logging);
      if (trails.length === 0) {
        const remedy = 'Create one: aws cloudtrail create-trail --is-multi-region-trail --enable-log-file-validation';
        return warn('no trail: events are kept for 90 days, data events not at all', remedy);
      }
      if (logging.length === 0) {
        const { name } = trails[0]!;
        return fail(
          `no trail is logging (${names(trails)})`,
          `Find out who stopped it, and: aws cloudtrail start-logging --name ${name}`,
        );
      }
      const broken = logging.find(({ deliveryError }) => deliveryError !== undefined);
      if (broken !== undefined) {
        const remedy = "Check the bucket, its policy and the KMS key's policy: the trail must be allowed to write";
        return fail(`${broken.name} can't write its files: ${broken.deliveryError}`, remedy);
      }
      const off = trails.filter((trail) => !trail.logging);
      if (off.length > 0)
        return warn(`${names(off)}: not logging`, `aws cloudtrail start-logging --name ${off[0]!.name}, if it should`);
      if (!logging.some(({ multiRegion }) => multiRegion)) {
        return warn(
          'no trail records all regions',
          `aws cloudtrail update-trail --name ${logging[0]!.name} --is-multi-region-trail`,
        );
      }
      const unproven = logging.filter(({ validation }) => !validation);
      if (unproven.length > 0) {
        const remedy = `aws cloudtrail update-trail --name ${unproven[0]!.name} --enable-log-file-validation`;
        return warn(`${names(unproven)}: no digests, so that changed files go unnoticed`, remedy);
      }
      return ok(`${names(logging)}: logging, all regions, with validation`);
    },
  };
}

function names(trails: readonly { readonly name: string }[]): string {
  return trails.map(({ name }) => name).join(', ');
}

/** What tells one set of credentials from another in the list. */
export function labelOf({ profile, roleArn }: AwsAccess): string {
  const parts = [profile, roleArn].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
