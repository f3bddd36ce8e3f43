import { isJsonObject, type JsonObject } from '../../../base/json.ts';
import { Problem } from '../../../base/problem.ts';
import { SECOND } from '../../../base/units.ts';
import { createEventBridge } from '../../../edges/aws/use/eventbridge.ts';
import { postJson } from '../../../edges/sinks/http-post.ts';
import { exitCodes } from '../exit-codes.ts';
import { readJsonFile } from '../read-json-file.ts';

export interface PutEventFlags {
  readonly file: string;
  readonly bus: string;
  readonly as?: string;
  readonly to?: string;
  readonly tokenFrom: string;
  readonly profile?: string;
  readonly region?: string;
}

const PATIENCE = 60 * SECOND;

/** @throws {Problem} READ_*, CLI_USAGE, AWS_*, SINK_FAILED, SINK_REFUSED */
export async function runPutEvent(flags: PutEventFlags): Promise<number> {
  const content = readJsonFile(flags.file, '--file');
  const events = (Array.isArray(content) ? content : [content]).map((event, index) => envelopeOf(event, index, flags));
  if (events.length === 0) throw new Problem('CLI_USAGE', `${flags.file} has no event`, { hint: 'Write one, or a list of them' });
  if (flags.to === undefined) await toBus(events, flags);
  else await toTrailwatch(events, flags.to, flags);
  process.stdout.write(`${events.length} ${events.length === 1 ? 'event' : 'events'} taken by ${flags.to ?? flags.bus}\n`);
  return exitCodes.OK;
}

/** Source: Amazon EventBridge API Reference, `PutEventsRequestEntry`. */
async function toBus(events: readonly JsonObject[], { bus, profile, region }: PutEventFlags): Promise<void> {
  const own = events.find(({ source }) => String(source).startsWith('aws.'));
  if (own !== undefined) {
    throw new Problem('CLI_USAGE', `AWS takes no event from others whose source is ${String(own.source)}`, {
      hint: 'Give it another with --as, give it to a running trailwatch with --to, or call a function with it: trailwatch invoke',
    });
  }
  const client = createEventBridge({ ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) });
  try {
    for (const { source, 'detail-type': detailType, detail, resources, time } of events) {
      const at = Date.parse(String(time));
      const refused = await client.putEvent(
        {
          bus,
          source: String(source),
          detailType: String(detailType),
          detail: JSON.stringify(detail),
          resources: Array.isArray(resources) ? resources.map(String) : [],
          time: Number.isNaN(at) ? Date.now() : at,
        },
        AbortSignal.timeout(PATIENCE),
      );
      if (refused === undefined) continue;
      throw new Problem('AWS_FAILED', `${bus} did not take it: ${refused.code}: ${refused.message}`, { hint: 'Try again later' });
    }
  } finally {
    client.close();
  }
}

async function toTrailwatch(events: readonly JsonObject[], url: string, { tokenFrom }: PutEventFlags): Promise<void> {
  const token = process.env[tokenFrom];
  if (!token) {
    throw new Problem('CLI_USAGE', `the environment variable ${tokenFrom} is not set`, {
      hint: 'Put the token of the http source into it',
    });
  }
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new Problem('CLI_USAGE', `--to ${JSON.stringify(url)} is no address`, { hint: 'Write http://127.0.0.1:8080/events' });
  }
  const headers = { authorization: `Bearer ${token}` };
  for (const event of events) {
    await postJson(url, event, { headers, secretParts: [token], signal: AbortSignal.timeout(PATIENCE), timeout: PATIENCE });
  }
}

function envelopeOf(event: unknown, index: number, { file, as }: PutEventFlags): JsonObject {
  const missing = ['source', 'detail-type', 'detail'].find((field) => !isJsonObject(event) || event[field] === undefined);
  if (missing !== undefined || !isJsonObject(event) || !isJsonObject(event.detail)) {
    throw new Problem('CLI_USAGE', `${file} has what is no event of EventBridge: it lacks ${missing ?? 'a detail'}`, {
      at: { file, record: index },
      hint: "Write EventBridge's shape: source, detail-type, detail, and what else it has",
    });
  }
  return as === undefined ? event : { ...event, source: as };
}
