import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../base/problem.ts';
import type { Envelope } from '../../model/event.ts';
import type { Finding } from '../../model/finding.ts';
import { loadExceptions, parseExceptions } from './exceptions.ts';

const entry = (fields: string) => `- { id: a, owner: team, reason: known, ${fields} }\n`;

describe('expires', () => {
  it.each([
    ['2027-03-31', '2027-04-01T00:00:00.000Z'],
    ['2027-03-31T12:00:00Z', '2027-03-31T12:00:00.000Z'],
    ['2027-03-31T12:00+02:00', '2027-03-31T10:00:00.000Z'],
  ])('%s holds until %s', (written, until) => {
    const { exceptions, problems } = parseExceptions(
      entry(`when: {}, expires: "${written}"`).replace('{}', '{ ruleId: [x] }'),
      'e.yaml',
    );
    expect(problems).toEqual([]);
    expect(new Date(exceptions[0]!.expires).toISOString()).toBe(until);
  });

  it.each(['2027-02-30', '2027-13-01', 'never', '31.3.2027', '2027-03-31T12:00'])('%s is refused', (written) => {
    const { problems } = parseExceptions(entry(`when: { ruleId: [x] }, expires: "${written}"`), 'e.yaml');
    expect(problems).toEqual([
      expect.objectContaining({ code: 'CONFIG_FIELD', message: expect.stringContaining('must be a date') }),
    ]);
  });
});

it('patterns are over findings, or over events in their envelope', () => {
  const text = `${entry('when: { actor: [{ suffix: /backup }] }, expires: 2027-01-01')}- id: b
  on: event
  when:
    detail: { userAgent: [{ prefix: scanner }] }
  owner: team
  reason: |
    Known.
    Really.
  expires: 2027-01-01
`;
  const { exceptions, problems } = parseExceptions(text, 'e.yaml');
  expect(problems).toEqual([]);
  const [first, second] = exceptions;
  if (first?.on !== 'finding' || second?.on !== 'event') throw new Error('not as written');
  expect(first.when({ actor: 'arn:aws:iam::123456789012:user/backup' } as Finding)).toBe(true);
  expect(first.when({ actor: 'arn:aws:iam::123456789012:user/eve' } as Finding)).toBe(false);
  expect(second.when({ detail: { userAgent: 'scanner/2' } } as unknown as Envelope)).toBe(true);
  expect(second.when({ detail: {} } as unknown as Envelope)).toBe(false);
  expect(second).toMatchObject({
    id: 'b',
    owner: 'team',
    reason: 'Known.\nReally.\n',
    place: { file: 'e.yaml', line: 2, column: 3 },
  });
});

it('nothing but comments is no exceptions', () => {
  expect(parseExceptions('# none yet\n', 'e.yaml')).toMatchObject({ exceptions: [], problems: [] });
});

it('every mistake is said, each where it is', () => {
  const text = `- id: a
  when: { ruleId: x }
  owner: team
  reason: ""
- id: a
  when: { ruleId: [x] }
  owner: team
  reason: known
  expire: 2027-01-01
`;
  const said = parseExceptions(text, 'e.yaml').problems.map(formatProblem);
  expect(said).toEqual([
    expect.stringMatching(/^e\.yaml:1:3: \[0\]\.expires is missing .*2027-03-31/),
    expect.stringMatching(/^e\.yaml:2:19: .*Write \["x"\]/),
    expect.stringMatching(/^e\.yaml:4:11: \[0\]\.reason must be a text, not an empty text/),
    expect.stringMatching(/^e\.yaml:5:3: \[1\]\.expires is missing/),
    expect.stringMatching(/^e\.yaml:5:7: the id "a" is taken already: line 1 has it/),
    expect.stringMatching(/^e\.yaml:9:3: unknown key "expire" in \[1\] .*Did you mean expires\?/),
  ]);
});

it('a file that is not there is a problem', async () => {
  expect(await loadExceptions('/no/such/exceptions.yaml')).toMatchObject({ exceptions: [], problems: [{ code: 'CONFIG_READ' }] });
});
