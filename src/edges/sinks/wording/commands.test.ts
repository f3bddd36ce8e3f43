import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hostileNotices, sampleFinding } from '../notice.cases.ts';
import { fillPlaceholders, lookupCommand, shellQuote } from './commands.ts';

/** What a POSIX shell makes of it: one argument a line, each ended by NUL. */
const argumentsOf = (command: string): string[] => {
  const script = `aws() { printf '%s\\0' "$@"; }; ${command}`;
  return execFileSync('sh', ['-c', script]).toString('utf8').split('\0').slice(0, -1);
};

describe('the command that shows the first event', () => {
  test('is the documented one', () => {
    expect(lookupCommand(sampleFinding)).toBe(
      'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=6f1b2c3d-0000-4000-8000-000000000001 --region us-east-1',
    );
  });

  test('is none without an id', () => {
    expect(lookupCommand({ eventIds: [], region: 'us-east-1' })).toBeUndefined();
  });

  test.each(["x'; touch y #", '$(id)', '`id`', 'a,AttributeKey=Username', '"', '\\', '-x', "'"])(
    'gives the CLI exactly the id %s',
    (id) => {
      const given = argumentsOf(lookupCommand({ eventIds: [id], region: 'us-east-1' })!);
      expect(given).toHaveLength(6);
      const [, , , attributes] = given;
      if (attributes?.startsWith('[')) expect(JSON.parse(attributes)).toEqual([{ AttributeKey: 'EventId', AttributeValue: id }]);
      else expect(attributes).toBe(`AttributeKey=EventId,AttributeValue=${id}`);
    },
  );

  test('has no region that is none', () => {
    for (const region of ['--endpoint-url=https://192.0.2.1', 'us-east-1; id', '', 'x'.repeat(5000)]) {
      expect(lookupCommand({ eventIds: ['x'], region })).not.toContain('--region');
    }
    for (const region of ['us-gov-west-1', 'ap-southeast-5', 'us-isob-east-1', 'eusc-de-east-1']) {
      expect(lookupCommand({ eventIds: ['x'], region })).toContain(`--region ${region}`);
    }
  });
});

test('quoted text is one argument of a shell, unchanged', () => {
  const texts = hostileNotices.map(([, text]) => text).filter((text) => !/[\0\p{Cs}]/u.test(text));
  const given = argumentsOf(`aws ${texts.map(shellQuote).join(' ')}`);
  expect(given).toEqual(texts);
});

describe('placeholders', () => {
  const text = 'aws ec2 x --region <region> --owner <account-id> --user-name <user>';
  test('are filled where the value is certain', () => {
    expect(fillPlaceholders(text, sampleFinding)).toBe('aws ec2 x --region us-east-1 --owner 123456789012 --user-name <user>');
  });
  test('are left where there are several, or where it is none', () => {
    const several = { ...sampleFinding, context: { ...sampleFinding.context, regions: ['us-east-1', 'eu-west-1'] } };
    expect(fillPlaceholders(text, several)).toContain('<region>');
    const hostile = { ...sampleFinding, account: '$(id)', region: '$(id)' };
    expect(fillPlaceholders(text, hostile)).toBe(text);
  });
});
