import type {
  ChangeSetRequest,
  PlannedChange,
  StackCalls,
  StackHappening,
  StackState,
} from '../../../edges/aws/use/cloudformation.ts';
import type { BucketNotification } from '../../../edges/aws/use/bucket-notification.ts';
import type { OwnBucket } from '../../../edges/aws/use/own-bucket.ts';
import type { Deployment } from './deployment.ts';

interface FakeStack {
  readonly id: string;
  status: string;
  protected: boolean;
  parameters: Map<string, string>;
  resources: { resource: string; type: string; physicalId: string }[];
  changeSets: Map<string, ChangeSetRequest>;
  /** What everybody can see. */
  past: StackHappening[];
  /** Becomes visible step by step, one with each look. */
  coming: StackHappening[][];
}

export interface FakeWorld {
  readonly deployment: Deployment;
  readonly stacks: Map<string, FakeStack>;
  /** What was called, in order: `createChangeSet CREATE`, `put <key>`, … */
  readonly calls: string[];
  readonly printed: () => string;
  readonly said: () => string;
  readonly questions: string[];
  readonly requests: ChangeSetRequest[];
  /** Of the next change set. */
  changes: PlannedChange[];
  /** Why the next change set fails. */
  refusal: string | undefined;
  /** The resource that can't be made or deleted, and why. */
  failing: { resource: string; reason: string } | undefined;
  /** Undefined: Ctrl-C at the question. */
  answer: string | undefined;
  readonly objects: Map<string, string[]>;
  /** By bucket. */
  readonly notifications: Map<string, BucketNotification>;
  /** Presses Ctrl-C. */
  interrupt(): void;
  /** Called at each pause. */
  atPause: () => void;
}

export const queue: PlannedChange = {
  action: 'Add',
  resource: 'LogProcessingQueue',
  type: 'AWS::SQS::Queue',
  replacement: undefined,
  policy: undefined,
};
export const bucket: PlannedChange = { ...queue, resource: 'TrailBucket', type: 'AWS::S3::Bucket' };

/** CloudFormation as its documentation tells of it: change sets, events in order, rollback, retained resources. */
export function fakeWorld({ asks = true }: { readonly asks?: boolean } = {}): FakeWorld {
  const controller = new AbortController();
  const stacks = new Map<string, FakeStack>();
  const gone = new Map<string, FakeStack>();
  const notifications = new Map<string, BucketNotification>();
  const printed: string[] = [];
  const said: string[] = [];
  let counter = 0;
  const find = (name: string) => stacks.get(name) ?? [...stacks.values(), ...gone.values()].find(({ id }) => id === name);
  const need = (name: string) => {
    const stack = find(name);
    if (stack === undefined) throw new Error(`no stack ${name}`);
    return stack;
  };
  const event = (status: string, { resource, type }: { resource: string; type: string }, reason?: string): StackHappening => ({
    id: `event-${++counter}`,
    resource,
    type,
    status,
    reason,
    ofStack: false,
  });
  const ofStack = (status: string, reason?: string): StackHappening => ({
    ...event(status, { resource: 'trailwatch', type: 'AWS::CloudFormation::Stack' }, reason),
    ofStack: true,
  });
  const calls: string[] = [];

  const world: FakeWorld = {
    stacks,
    calls,
    printed: () => printed.join(''),
    said: () => said.join(''),
    questions: [],
    requests: [],
    changes: [queue, bucket],
    refusal: undefined,
    failing: undefined,
    answer: 'y',
    objects: new Map(),
    notifications,
    interrupt: () => controller.abort(),
    atPause: () => undefined,
    deployment: undefined as unknown as Deployment,
  };

  const executed = (isNew: boolean): StackHappening[][] => {
    const verb = isNew ? 'CREATE' : 'UPDATE';
    const steps: StackHappening[][] = [[ofStack(`${verb}_IN_PROGRESS`, 'User Initiated')]];
    const { failing } = world;
    for (const change of world.changes) {
      steps.push([event(`${verb}_IN_PROGRESS`, change)]);
      if (failing === undefined) steps.push([event(`${verb}_COMPLETE`, change)]);
    }
    if (failing === undefined) return [...steps, [ofStack(`${verb}_COMPLETE`)]];
    const culprit = world.changes.find(({ resource }) => resource === failing.resource)!;
    const others = world.changes.filter((change) => change !== culprit);
    return [
      ...steps,
      [
        ...others.map((change) => event(`${verb}_FAILED`, change, 'Resource creation cancelled')),
        event(`${verb}_FAILED`, culprit, failing.reason),
      ],
      [
        ofStack(
          isNew ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
          `The following resource(s) failed: [${culprit.resource}].`,
        ),
      ],
      isNew ? [ofStack('DELETE_IN_PROGRESS'), ofStack('DELETE_COMPLETE')] : [ofStack('UPDATE_ROLLBACK_COMPLETE')],
    ];
  };

  const cloudformation: StackCalls = {
    async describeStack(name) {
      const stack = find(name);
      if (stack === undefined || (gone.has(stack.id) && name !== stack.id)) return undefined;
      return {
        id: stack.id,
        status: stack.status,
        terminationProtection: stack.protected,
        parameters: stack.parameters,
        outputs: new Map([['TrailBucket', 'trailwatch-logs']]),
      } satisfies StackState;
    },
    async createChangeSet(request) {
      calls.push(`createChangeSet ${request.type}`);
      world.requests.push(request);
      if (!stacks.has(request.stack)) addStack(world, 'REVIEW_IN_PROGRESS', request.stack);
      need(request.stack).changeSets.set(request.name, request);
    },
    async describeChangeSet(stack, name) {
      if (!need(stack).changeSets.has(name)) throw new Error(`no change set ${name}`);
      calls.push('describeChangeSet');
      if (calls.filter((call) => call === 'describeChangeSet').length % 2 === 1)
        return { status: 'CREATE_IN_PROGRESS', reason: '', changes: [] };
      if (world.refusal !== undefined) return { status: 'FAILED', reason: world.refusal, changes: [] };
      return { status: 'CREATE_COMPLETE', reason: '', changes: world.changes };
    },
    async executeChangeSet(name, changeSet) {
      calls.push('executeChangeSet');
      const stack = need(name);
      if (!stack.changeSets.delete(changeSet)) throw new Error(`no change set ${changeSet}`);
      const isNew = stack.status === 'REVIEW_IN_PROGRESS';
      stack.coming = executed(isNew);
    },
    async deleteChangeSet(stack, name) {
      calls.push('deleteChangeSet');
      need(stack).changeSets.delete(name);
    },
    async events(name, after) {
      const stack = need(name);
      const seen = stack.past.findIndex(({ id }) => id === after);
      for (const next of stack.coming.shift() ?? []) {
        stack.past.push(next);
        if (!next.ofStack) continue;
        stack.status = next.status;
        if (next.status !== 'DELETE_COMPLETE') continue;
        gone.set(stack.id, stack);
        for (const [key, value] of stacks) if (value === stack) stacks.delete(key);
      }
      return stack.past.slice(seen + 1);
    },
    async resources(name) {
      return need(name).resources;
    },
    async deleteStack(name, retain = []) {
      calls.push(`deleteStack${retain.length > 0 ? ` retaining ${retain.join(' ')}` : ''}`);
      const stack = need(name);
      const { failing } = world;
      const culprit = stack.resources.find(({ resource, physicalId }) => {
        const isFull = (world.objects.get(physicalId)?.length ?? 0) > 0;
        return resource === failing?.resource && !retain.includes(resource) && isFull;
      });
      stack.coming =
        culprit === undefined
          ? [
              [ofStack('DELETE_IN_PROGRESS')],
              stack.resources.map((each) => event('DELETE_COMPLETE', each)),
              [ofStack('DELETE_COMPLETE')],
            ]
          : [[ofStack('DELETE_IN_PROGRESS')], [event('DELETE_FAILED', culprit, failing?.reason)], [ofStack('DELETE_FAILED')]];
      if (stack.status === 'REVIEW_IN_PROGRESS') {
        gone.set(stack.id, stack);
        for (const [key, value] of stacks) if (value === stack) stacks.delete(key);
      }
    },
    close: () => undefined,
  };

  Object.assign(world, {
    deployment: {
      stack: 'trailwatch',
      account: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
      stacks: cloudformation,
      buckets: {
        async ensure({ name }: OwnBucket) {
          calls.push(`ensure ${name}`);
          if (world.objects.has(name)) return 'there';
          world.objects.set(name, []);
          return 'made';
        },
        has: async (name, key) => world.objects.get(name)?.includes(key) ?? false,
        async put(name, key) {
          calls.push(`put ${name}/${key}`);
          world.objects.set(name, [...(world.objects.get(name) ?? []), key]);
        },
        async empty(name, progress) {
          const count = world.objects.get(name)?.length ?? 0;
          calls.push(`empty ${name}`);
          if (count > 0) progress(count);
          if (world.objects.has(name)) world.objects.set(name, []);
          return count;
        },
        async notification(name) {
          return notifications.get(name) ?? {};
        },
        async setNotification(name, _owner, notification) {
          calls.push(`notify ${name}`);
          notifications.set(name, notification);
        },
        async remove(name) {
          calls.push(`remove ${name}`);
          world.objects.delete(name);
        },
      },
      console: {
        print: (text) => void printed.push(text),
        say: (text) => void said.push(text),
        status: () => undefined,
        asks,
        async ask(question) {
          world.questions.push(question);
          if (world.answer === undefined) controller.abort();
          return world.answer;
        },
      },
      signal: controller.signal,
      now: () => Date.UTC(2026, 0, 15),
      pause: async () => world.atPause(),
    } satisfies Deployment,
  });
  return world;
}

export function addStack(world: FakeWorld, status: string, name = 'trailwatch'): FakeStack {
  const stack: FakeStack = {
    id: `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/1`,
    status,
    protected: false,
    parameters: new Map(),
    resources: [],
    changeSets: new Map(),
    past: [],
    coming: [],
  };
  world.stacks.set(name, stack);
  return stack;
}
