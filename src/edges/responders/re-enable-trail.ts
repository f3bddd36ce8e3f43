import { putEventSelectors } from '../aws/act/put-event-selectors.ts';
import { startLogging } from '../aws/act/start-logging.ts';
import type { AwsAccess } from '../aws/use/access.ts';
import { getTrail, type TrailState } from '../aws/use/responders/trail.ts';
import { alreadySo, createResponder, ifThere, type PlannedCall, type Responder, refused } from './responder.ts';
import { undoCommand } from './undo-command.ts';

/**
 * A trail that was stopped records again, and one that no longer records all management events does. What it records besides stays as
 * it is.
 */
export function reEnableTrail({ access = {} }: { readonly access?: AwsAccess }): Responder {
  return createResponder(
    {
      name: 're-enable-trail',
      takes: 'trail',
      acts: { 'cloudtrail:StartLogging': startLogging, 'cloudtrail:PutEventSelectors': putEventSelectors },
      async look({ trail, region }, _now, reach) {
        const found = await ifThere(getTrail(trail, reach));
        if (found === undefined) return refused('there is no such trail any more: make it again, by `trailwatch deploy`');
        const selectors = wholeSelectors(found);
        const calls: PlannedCall[] = [];
        const undo: string[] = [];
        if (!found.isLogging) {
          calls.push({ permission: 'cloudtrail:StartLogging', input: { Name: trail } });
          undo.push(undoCommand('cloudtrail stop-logging', { name: trail }, region));
        }
        if (selectors !== undefined) {
          calls.push({ permission: 'cloudtrail:PutEventSelectors', input: { TrailName: trail, ...selectors } });
          undo.push(undoCommand('cloudtrail put-event-selectors', { 'trail-name': trail, ...asOption(found) }, region));
        }
        if (calls.length === 0) return alreadySo('it records all management events');
        const stopped = found.isLogging ? [] : ['it is stopped'];
        const narrowed = selectors === undefined ? [] : ['it does not record all management events'];
        return { verdict: 'to do', because: [...stopped, ...narrowed].join(', and '), calls, undo };
      },
    },
    access,
  );
}

const ALL_MANAGEMENT = {
  Name: 'All management events',
  FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }],
};

/** The selectors as they should be; undefined if they are. Source: AWS CloudTrail API Reference, `PutEventSelectors`. */
function wholeSelectors({ selectors, advanced }: TrailState): Record<string, unknown> | undefined {
  if (advanced.length > 0) {
    const isManagement = (field: string | undefined, values: readonly string[] | undefined) =>
      field === 'eventCategory' && values?.[0] === 'Management';
    const management = advanced.filter(({ FieldSelectors = [] }) =>
      FieldSelectors.some(({ Field, Equals }) => isManagement(Field, Equals)),
    );
    if (management.some(({ FieldSelectors = [] }) => FieldSelectors.length === 1)) return undefined;
    return { AdvancedEventSelectors: [ALL_MANAGEMENT, ...advanced.filter((one) => !management.includes(one))] };
  }
  const isWhole = selectors.some(
    (one) =>
      one.IncludeManagementEvents === true &&
      one.ReadWriteType === 'All' &&
      (one.ExcludeManagementEventSources ?? []).length === 0,
  );
  if (isWhole) return undefined;
  const [first = {}, ...others] = selectors;
  const whole = { ...first, ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] };
  // Management events come from one selector only.
  return { EventSelectors: [whole, ...others.map((one) => ({ ...one, IncludeManagementEvents: false }))] };
}

function asOption({ selectors, advanced }: TrailState): Record<string, string> {
  if (advanced.length > 0) return { 'advanced-event-selectors': JSON.stringify(advanced) };
  return { 'event-selectors': JSON.stringify(selectors) };
}
