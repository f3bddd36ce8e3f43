import fc from 'fast-check';
import type { Predicate } from '../../src/model/predicate.ts';
import { predicate } from './arbitraries.ts';

/** Paths within the envelope of a record: deciding ones, one that is an object at times, and one that a rule can't decide on. */
export const recordPaths = [
  'detail.eventName',
  'detail.eventSource',
  'detail.errorCode',
  'detail.userIdentity.type',
  'detail.userIdentity.sessionContext.sessionIssuer.userName',
  'detail.userIdentity',
  'detail.readOnly',
  'detail.eventType',
  'detail.userAgent',
  'detail.requestParameters.name',
  'source',
  'detail-type',
] as const;

const pathOf = (path: string): string =>
  recordPaths[[...path].reduce((sum, c) => sum + c.charCodeAt(0), 0) % recordPaths.length]!;

/** Random predicates of every form over records, most of them for one event name: else they would decide on nothing. */
export const recordPredicate: fc.Arbitrary<Predicate> = fc
  .tuple(predicate, fc.option(fc.constantFrom('a', 'ab', 'A', 'arn:a:b', 'ß'), { freq: 6 }))
  .map(([one, value]) =>
    value === null
      ? onRecords(one)
      : { op: 'all', of: [{ op: 'field', path: 'detail.eventName', test: { is: 'equals', value } }, onRecords(one)] },
  );

function onRecords(one: Predicate): Predicate {
  switch (one.op) {
    case 'all':
    case 'any':
      return { ...one, of: one.of.map(onRecords) };
    case 'not':
      return { ...one, of: onRecords(one.of) };
    case 'compare':
      return { ...one, path: pathOf(one.path), with: pathOf(one.with) };
    case 'together': {
      const fields = one.fields.map((field) => ({ ...field, path: pathOf(field.path) }));
      return { ...one, fields: fields.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) };
    }
    case 'select':
    case 'selected':
      return {
        ...one,
        selector: pathOf(JSON.stringify(one.selector))
          .split('.')
          .map((key) => ({ key })),
      };
    default:
      return { ...one, path: pathOf(one.path) };
  }
}
