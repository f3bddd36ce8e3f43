/**
 * What version 1.4.0 of the Open Cybersecurity Schema Framework says of a Detection Finding and of the objects in it, as far as we
 * fill them: attributes that there are, which are required, and their types.
 * Source: schema.ocsf.io/1.4.0: classes/detection_finding (profile `cloud`), and the pages of the objects.
 */
export interface OcsfObject {
  /** Name to type: another object here, `string`, `integer`, `timestamp`, `boolean`, `json`, `ip`; `[]` behind it: a list. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  readonly atLeastOne?: readonly string[];
  readonly enums?: Readonly<Record<string, readonly number[]>>;
}

export const ocsfObjects: Readonly<Record<string, OcsfObject>> = {
  detection_finding: {
    attributes: {
      activity_id: 'integer',
      activity_name: 'string',
      category_name: 'string',
      category_uid: 'integer',
      class_name: 'string',
      class_uid: 'integer',
      cloud: 'cloud',
      count: 'integer',
      end_time: 'timestamp',
      evidences: 'evidences[]',
      finding_info: 'finding_info',
      is_alert: 'boolean',
      message: 'string',
      metadata: 'metadata',
      remediation: 'remediation',
      resources: 'resource_details[]',
      severity: 'string',
      severity_id: 'integer',
      start_time: 'timestamp',
      status: 'string',
      status_id: 'integer',
      time: 'timestamp',
      type_name: 'string',
      type_uid: 'integer',
      unmapped: 'json',
    },
    required: [
      'activity_id',
      'category_uid',
      'class_uid',
      'cloud',
      'finding_info',
      'metadata',
      'severity_id',
      'time',
      'type_uid',
    ],
    enums: {
      activity_id: [0, 1, 2, 3, 99],
      category_uid: [2],
      class_uid: [2004],
      severity_id: [0, 1, 2, 3, 4, 5, 6, 99],
      status_id: [0, 1, 2, 3, 4, 5, 99],
      type_uid: [200400, 200401, 200402, 200403, 200499],
    },
  },
  metadata: {
    attributes: { labels: 'string[]', product: 'product', profiles: 'string[]', uid: 'string', version: 'string' },
    required: ['product', 'version'],
  },
  product: {
    attributes: { name: 'string', uid: 'string', vendor_name: 'string', version: 'string' },
    required: [],
    atLeastOne: ['name', 'uid'],
  },
  finding_info: {
    attributes: {
      analytic: 'analytic',
      attacks: 'attack[]',
      created_time: 'timestamp',
      data_sources: 'string[]',
      desc: 'string',
      first_seen_time: 'timestamp',
      last_seen_time: 'timestamp',
      modified_time: 'timestamp',
      related_events: 'related_event[]',
      related_events_count: 'integer',
      src_url: 'string',
      title: 'string',
      types: 'string[]',
      uid: 'string',
    },
    required: ['uid'],
  },
  analytic: {
    attributes: { desc: 'string', name: 'string', type: 'string', type_id: 'integer', uid: 'string', version: 'string' },
    required: ['type_id'],
    atLeastOne: ['name', 'uid'],
    enums: { type_id: [0, 1, 2, 3, 4, 99] },
  },
  attack: {
    attributes: { sub_technique: 'entity', tactic: 'entity', technique: 'entity', version: 'string' },
    required: [],
    atLeastOne: ['tactic', 'technique', 'sub_technique'],
  },
  entity: { attributes: { name: 'string', src_url: 'string', uid: 'string' }, required: [], atLeastOne: ['name', 'uid'] },
  related_event: { attributes: { type: 'string', uid: 'string' }, required: ['uid'] },
  cloud: {
    attributes: { account: 'account', cloud_partition: 'string', provider: 'string', region: 'string' },
    required: ['provider'],
  },
  account: {
    attributes: { name: 'string', type: 'string', type_id: 'integer', uid: 'string' },
    required: [],
    atLeastOne: ['name', 'uid'],
    enums: { type_id: [0, 3, 4, 10, 99] },
  },
  evidences: {
    attributes: { actor: 'actor', api: 'api', http_request: 'http_request', src_endpoint: 'network_endpoint' },
    required: [],
    atLeastOne: ['actor', 'api', 'src_endpoint'],
  },
  actor: { attributes: { user: 'user' }, required: [], atLeastOne: ['user'] },
  user: {
    attributes: { account: 'account', name: 'string', type: 'string', type_id: 'integer', uid: 'string' },
    required: [],
    atLeastOne: ['account', 'name', 'uid'],
    enums: { type_id: [0, 1, 2, 3, 99] },
  },
  api: { attributes: { operation: 'string', service: 'service' }, required: ['operation'] },
  service: { attributes: { name: 'string', uid: 'string' }, required: [], atLeastOne: ['name', 'uid'] },
  http_request: { attributes: { user_agent: 'string' }, required: [] },
  network_endpoint: { attributes: { ip: 'ip', svc_name: 'string' }, required: [], atLeastOne: ['ip', 'svc_name'] },
  resource_details: {
    attributes: { cloud_partition: 'string', name: 'string', region: 'string', type: 'string', uid: 'string' },
    required: [],
    atLeastOne: ['name', 'uid'],
  },
  remediation: { attributes: { desc: 'string' }, required: ['desc'] },
};
