import { describe, expect, test } from 'vitest';
import { synthesize } from './app.ts';
import { committed, committedText } from './committed.cases.ts';
import { readTemplate } from './read-template.ts';

const { templates, nags } = synthesize();

test('cdk-nag has nothing to say that has no reason', () => {
  expect(nags).toEqual([]);
});

describe.each([...templates])('%s', (name, { text, template }) => {
  test('is what infra/ makes: if not, run `node tools/infra.mjs`', () => {
    expect(committedText(name)).toBe(text);
  });

  test('says in its short forms what the CDK said', () => {
    expect(readTemplate(text)).toEqual(JSON.parse(JSON.stringify(template)));
  });

  test('can be given as a body: CloudFormation takes 51,200 bytes', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(51_200);
  });

  test('needs no CDK, no transform and no capability but CAPABILITY_NAMED_IAM', () => {
    expect(text).not.toMatch(/bootstrap|aws:cdk|AWS::CDK|Custom::|cdk-hnb/i);
    expect(Object.keys(committed(name))).not.toContain('Transform');
    expect(Object.keys((committed(name).Rules as object | undefined) ?? {})).not.toContain('CheckBootstrapVersion');
  });
});
