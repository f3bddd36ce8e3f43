import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../../base/escape.cases.ts';
import type { Alert } from '../../../model/alert.ts';
import type { Finding } from '../../../model/finding.ts';
import { severities } from '../../../model/severity.ts';
import { sampleMatch } from '../sample-match.cases.ts';
import { toFindings, toTriageItem } from '../triage.ts';
import { OCSF_VERSION, toOcsf } from './ocsf.ts';
import { ocsfObjects } from './ocsf-schema.cases.ts';

const at = Date.UTC(2026, 1, 1);
const alert = (more: Partial<Finding> = {}, rest: Partial<Alert> = {}): Alert => ({
  change: 'opened',
  at,
  rule: { description: 'A trail was changed.', response: 'Ask.' },
  finding: { ...[...toFindings([toTriageItem(sampleMatch())])][0]!.finding, ...more },
  ...rest,
});

/** Holds an object against the published schema: nothing required is missing, nothing is there that the schema doesn't know. */
function expectValid(value: unknown, type = 'detection_finding', path = type): void {
  if (type.endsWith('[]')) {
    expect(Array.isArray(value), path).toBe(true);
    for (const item of value as unknown[]) expectValid(item, type.slice(0, -2), path);
    return;
  }
  const object = ocsfObjects[type];
  if (object === undefined) {
    expectScalar(value, type, path);
    return;
  }
  const { attributes, required, atLeastOne, enums = {} } = object;
  const present = Object.keys(value as object);
  for (const name of required) expect(present, path).toContain(name);
  if (atLeastOne !== undefined)
    expect(
      atLeastOne.some((name) => present.includes(name)),
      path,
    ).toBe(true);
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    expect(Object.keys(attributes), `${path}.${name}`).toContain(name);
    expectValid(inner, attributes[name], `${path}.${name}`);
    if (enums[name] !== undefined) expect(enums[name], `${path}.${name}`).toContain(inner);
  }
}

function expectScalar(value: unknown, type: string, path: string): void {
  if (type === 'json') return;
  if (type === 'ip') expect(isIP(value as string), path).not.toBe(0);
  else if (type === 'integer' || type === 'timestamp') expect(Number.isSafeInteger(value), path).toBe(true);
  else expect(typeof value, path).toBe(type);
}

describe('OCSF', () => {
  it('says what the alert says', () => {
    const event = toOcsf(alert(), { uid: 'm-1', version: '1.2.3', url: 'https://console.example.com/findings/f' });
    expectValid(event);
    expect(event).toMatchObject({
      class_uid: 2004,
      type_uid: 200401,
      severity_id: 4,
      severity: 'High',
      status_id: 1,
      is_alert: true,
      time: at,
      start_time: Date.UTC(2026, 0, 31, 12, 4, 5),
      message: alert().finding.summary,
      metadata: { version: OCSF_VERSION, uid: 'm-1', product: { name: 'trailwatch', version: '1.2.3' } },
      finding_info: {
        uid: alert().finding.id,
        title: 'CloudTrail changed',
        desc: 'A trail was changed.',
        created_time: at,
        analytic: { type_id: 1, uid: 'cloudtrail-changes' },
        attacks: [{ technique: { uid: 'T1562' }, sub_technique: { uid: 'T1562.008' } }],
        related_events: [{ uid: 'e-1' }],
        src_url: 'https://console.example.com/findings/f',
      },
      cloud: { provider: 'AWS', account: { uid: '123456789012' }, region: 'eu-central-1' },
      remediation: { desc: 'Ask.' },
    });
    expect(event.evidences).toEqual([
      { actor: expect.anything(), api: { operation: 'StopLogging', service: { name: 'cloudtrail.amazonaws.com' } } },
      { src_endpoint: { ip: '192.0.2.10' } },
      { actor: expect.anything(), http_request: { user_agent: 'aws-cli/2.17.20' } },
    ]);
  });

  it.each([
    ['opened', 1, 200401],
    ['repeated', 2, 200402],
    ['escalated', 2, 200402],
    ['resolved', 3, 200403],
  ] as const)('%s is activity %i', (change, activity_id, type_uid) => {
    const event = toOcsf(alert({}, { change }));
    expectValid(event);
    expect(event).toMatchObject({ activity_id, type_uid, is_alert: change !== 'resolved' });
  });

  it.each([
    ['open', 'opened', 1],
    ['acknowledged', 'repeated', 2],
    ['closed', 'resolved', 4],
    ['open', 'resolved', 4],
  ] as const)('a finding that is %s and %s has the status %i', (status, change, id) => {
    expect(toOcsf(alert({ status }, { change })).status_id).toBe(id);
  });

  it('has an id for each severity', () => {
    expect(severities.map((severity) => toOcsf(alert({ severity })).severity_id)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    ['arn:aws:iam::123456789012:user/alice', { uid: 'arn:aws:iam::123456789012:user/alice', name: 'user/alice', type_id: 1 }],
    ['arn:aws:iam::123456789012:root', { name: 'root', type_id: 2 }],
    ['autoscaling.amazonaws.com', { name: 'autoscaling.amazonaws.com', type_id: 3 }],
    ['AIDAEXAMPLE', { name: 'AIDAEXAMPLE', type_id: 0 }],
  ])('%s as the actor', (actor, user) => {
    const [evidence] = toOcsf(alert({ actor })).evidences!;
    expect(evidence).toMatchObject({ actor: { user } });
  });

  it.each([
    ['192.0.2.1', { ip: '192.0.2.1' }],
    ['2001:db8::1', { ip: '2001:db8::1' }],
    ['cloudformation.amazonaws.com', { svc_name: 'cloudformation.amazonaws.com' }],
    ['AWS Internal', { svc_name: 'AWS Internal' }],
    ['192.0.2.999', { svc_name: '192.0.2.999' }],
    ['a:b', { svc_name: 'a:b' }],
  ])('%s as the address', (address, endpoint) => {
    const { context } = alert().finding;
    const event = toOcsf(alert({ context: { ...context, sourceIPAddresses: [address] } }));
    expectValid(event);
    expect(event.evidences).toContainEqual({ src_endpoint: endpoint });
  });

  it('tells tactics, techniques and sub-techniques apart', () => {
    expect(toOcsf(alert({ attack: ['TA0005', 'T1098', 'T1098.001'] })).finding_info.attacks).toEqual([
      { tactic: { uid: 'TA0005' } },
      { technique: { uid: 'T1098' } },
      { technique: { uid: 'T1098' }, sub_technique: { uid: 'T1098.001' } },
    ]);
  });

  it.each<readonly [string, string]>([...hostileTexts, ['nothing', '']])('is valid with %s everywhere', (_, text) => {
    const many = text === '' ? [] : [text];
    const context = {
      eventNames: many,
      eventSources: many,
      regions: many,
      sourceIPAddresses: many,
      userAgents: many,
      errorCodes: many,
    };
    const event = toOcsf(
      alert({
        title: text,
        actor: text,
        account: text,
        region: text,
        firstAt: text,
        resources: many,
        eventIds: many,
        attack: many,
        context,
      }),
    );
    expectValid(event);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });
});
