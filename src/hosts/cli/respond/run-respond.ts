import { forTerminal, toJsonLine } from '../../../base/escape.ts';
import { Problem } from '../../../base/problem.ts';
import type { AwsAccess } from '../../../edges/aws/use/access.ts';
import { makeResponder } from '../../../edges/responders/make-responder.ts';
import { type Response, respond, responseText } from '../../../edges/responders/respond.ts';
import type { ResponderName } from '../../../edges/responders/responder.ts';
import { responderCatalog } from '../../../edges/responders/responder-catalog.ts';
import type { Store } from '../../../edges/stores/store.ts';
import type { Target } from '../../../model/target.ts';
import { auditResponse } from '../../../pipeline/audit-response.ts';
import { awsAccessOf } from '../../config/aws-access.ts';
import { defaultConfigFile } from '../../config/load-config.ts';
import type { ResponderConfig } from '../../config/schema.ts';
import { selfOf } from '../../responders/handle-target.ts';
import { responderMemory } from '../../responders/responder-memory.ts';
import { openConfig } from '../../run/open-config.ts';
import { wallClock } from '../../run/wall-clock.ts';
import { exitCodes } from '../exit-codes.ts';
import { noSuchFinding } from '../findings/show.ts';
import type { StoreFlags } from '../store/store-option.ts';
import { withStore } from '../store/with-store.ts';
import { targetsFor } from './targets-for.ts';

export interface RespondFlags extends StoreFlags {
  readonly with: ResponderName;
  readonly act?: boolean;
  readonly event?: string;
  readonly whom?: Target['as'];
  readonly config?: string;
  readonly profile?: string;
  readonly format: 'text' | 'json';
}

/** @throws {Problem} STORE_*, RESPONDER_TARGET, READ_*, CLI_USAGE, AWS_* */
export async function runRespond(id: string, flags: RespondFlags): Promise<number> {
  const config = await configOf(flags);
  if (config === 'wrong') return exitCodes.USAGE;
  const access = { ...(config && awsAccessOf(config)), ...(flags.profile !== undefined && { profile: flags.profile }) };
  const responses = await withStore(flags, flags.act === true ? 'write' : 'read', (store) =>
    respondOver(store, id, flags, config, access),
  );
  for (const response of responses) print(response, flags);
  if (flags.act !== true && responses.some(({ plan }) => plan?.verdict === 'to do')) {
    process.stderr.write('Nothing was changed. Add --act to make these calls.\n');
  }
  return responses.some(({ outcome }) => outcome?.result === 'refused') ? exitCodes.FAIL_ON : exitCodes.OK;
}

async function respondOver(
  store: Store,
  id: string,
  flags: RespondFlags,
  config: ResponderConfig | undefined,
  access: AwsAccess,
): Promise<Response[]> {
  const name = flags.with;
  const { takes } = responderCatalog[name];
  const stored = await store.finding(id);
  if (stored === undefined) throw noSuchFinding(id);
  const targets = await targetsFor(stored.finding, takes, { access, event: flags.event, whom: flags.whom ?? config?.whom });
  if (targets.length === 0) {
    throw new Problem('RESPONDER_TARGET', `finding ${id} names nothing that ${name} can mend: it takes ${takes}`, {
      hint: 'Give the event with --event, or choose another responder: `trailwatch responders list`',
    });
  }
  const parts = { store, clock: wallClock };
  const responder = await makeResponder(name, {
    access,
    memory: responderMemory(name, parts),
    ...(config?.buckets !== undefined && { buckets: config.buckets }),
    ...(config?.instances !== undefined && { instances: config.instances }),
    forensicGroup: config?.forensic_group,
    replicaBucket: config?.replica_bucket,
  });
  const self = selfOf(access);
  const responses: Response[] = [];
  for (const target of targets) {
    const response = await respond(responder, target, {
      mode: flags.act === true ? 'act' : 'plan',
      self,
      now: wallClock.now(),
      ...(config?.accounts !== undefined && { accounts: config.accounts }),
    });
    responses.push(response);
    if (flags.act === true && response.outcome?.result !== 'already so') {
      await auditResponse({ responder: name, target, findingId: id, text: responseText(response, name) }, parts);
    }
  }
  return responses;
}

/** What the configuration says of the responder, if there is one. */
async function configOf({ config, with: name }: RespondFlags): Promise<ResponderConfig | undefined | 'wrong'> {
  if ((config ?? defaultConfigFile(process.env)) === undefined) return undefined;
  const opened = await openConfig(config, []);
  return opened === undefined ? 'wrong' : opened.set.loaded.config.responders[name];
}

function print(response: Response, { with: name, format }: RespondFlags): void {
  const text = responseText(response, name).split('\n').map(forTerminal).join('\n');
  process.stdout.write(format === 'json' ? `${toJsonLine({ responder: name, ...response })}\n` : `${text}\n`);
}
