import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { EpochMs } from '../../../base/units.ts';

export interface RecordedEvent {
  readonly id: string;
  readonly at: EpochMs;
  /** From when on it can be looked up: events appear late. */
  readonly visibleFrom?: EpochMs;
  readonly region?: string;
}

export interface LoopbackCloudTrail {
  readonly endpoint: string;
  readonly events: RecordedEvent[];
  /** What was asked for. */
  readonly requests: {
    readonly region: string;
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly token: string | undefined;
    readonly at: EpochMs;
  }[];
  /** Answered instead, each once, before anything else; or always. */
  readonly faults: { status: number; type: string }[];
  alwaysFails: { status: number; type: string } | undefined;
  /** How many events have been given out. */
  given(): number;
  close(): Promise<void>;
}

/**
 * Enough of CloudTrail's JSON protocol for LookupEvents, over loopback: the newest first, both times inclusive, pages with tokens.
 * Source: AWS CloudTrail API Reference, "LookupEvents".
 */
export async function startLoopbackCloudTrail(now: () => EpochMs, pageSize = 50): Promise<LoopbackCloudTrail> {
  const events: RecordedEvent[] = [];
  const requests: LoopbackCloudTrail['requests'] = [];
  const faults: LoopbackCloudTrail['faults'] = [];
  let given = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { StartTime, EndTime, NextToken } = JSON.parse(await text(request));
    const region = /Credential=[^/]*\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const [from, to] = [StartTime * 1000, EndTime * 1000];
    requests.push({ region, from, to, token: NextToken, at: now() });
    const fault = faults.shift() ?? loopback.alwaysFails;
    if (fault !== undefined) return reply(response, fault.status, { __type: fault.type, message: 'said the loopback' });
    const found = events
      .filter(
        (event) => event.at >= from && event.at <= to && (event.visibleFrom ?? 0) <= now() && (event.region ?? region) === region,
      )
      .sort((a, b) => b.at - a.at);
    const start = Number(NextToken ?? 0);
    const page = found.slice(start, start + pageSize);
    given += page.length;
    const next = start + pageSize < found.length ? { NextToken: String(start + pageSize) } : {};
    reply(response, 200, { Events: page.map((event) => shown(event, region)), ...next });
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const loopback: LoopbackCloudTrail = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    requests,
    faults,
    alwaysFails: undefined,
    given: () => given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return loopback;
}

function shown({ id, at }: RecordedEvent, awsRegion: string) {
  const eventTime = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return {
    EventId: id,
    EventName: 'StopLogging',
    ReadOnly: 'false',
    EventTime: at / 1000,
    EventSource: 'cloudtrail.amazonaws.com',
    Username: 'mallory',
    Resources: [{ ResourceType: 'AWS::CloudTrail::Trail', ResourceName: 'trail' }],
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      eventID: id,
      eventTime,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion,
      recipientAccountId: '123456789012',
    }),
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}
