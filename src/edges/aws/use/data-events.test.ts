import { expect, it } from 'vitest';
import { dataTypes } from './data-events.ts';

it.each([
  ['management events only', [{ ReadWriteType: 'All' as const, IncludeManagementEvents: true, DataResources: [] }], []],
  ['all objects', [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }], ['AWS::S3::Object']],
  ['no object after all', [{ DataResources: [{ Type: 'AWS::S3::Object', Values: [] }] }], []],
])('selectors: %s', (_, selectors, types) => expect(dataTypes(selectors)).toEqual(types));

it('advanced selectors: of those for data events, what they name', () => {
  const selector = (category: string, type?: string) => ({
    FieldSelectors: [
      { Field: 'eventCategory', Equals: [category] },
      ...(type === undefined ? [] : [{ Field: 'resources.type', Equals: [type] }]),
    ],
  });
  const all = [selector('Management'), selector('Data', 'AWS::Lambda::Function'), selector('Data', 'AWS::S3::Object')];
  expect(dataTypes(undefined, all)).toEqual(['AWS::Lambda::Function', 'AWS::S3::Object']);
});
