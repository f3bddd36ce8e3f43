import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NagSuppressions } from 'cdk-nag';
import { buildMain } from './main/main-stack.ts';
import { NAG_REASONS } from './nag-reasons.ts';
import { printTemplate, type Template } from './print-template.ts';
import { buildBackfill } from './siblings/backfill.ts';
import { buildCentralBus } from './siblings/central-bus.ts';
import { buildDashboard } from './siblings/dashboard.ts';
import { buildForwarder } from './siblings/forwarder.ts';
import { buildResponders } from './siblings/responders/responders.ts';
import { buildThumbnails } from './siblings/thumbnails.ts';
import { buildVpcEndpoints } from './siblings/vpc-endpoints.ts';

export interface Synthesis {
  /** File name in infra/cloudformation → what is in it. */
  readonly templates: ReadonlyMap<string, { readonly text: string; readonly template: Template }>;
  /** What cdk-nag says: `<path>: <rule>: <finding>`. */
  readonly nags: readonly string[];
}

const STACKS: Readonly<Record<string, readonly [what: string, build: (stack: Stack) => void]>> = {
  main: ['trailwatch: trail, bucket, queue, functions, tables and alerts', buildMain],
  forwarder: ['trailwatch: sends the events of a region to the central bus', buildForwarder],
  'central-bus': ['trailwatch: receives the events of other regions and accounts', buildCentralBus],
  dashboard: ['trailwatch: is the monitor itself well', buildDashboard],
  backfill: ['trailwatch: old log files through the pipeline', buildBackfill],
  thumbnails: [
    'trailwatch: a thumbnail of each image put into a bucket, in another bucket (never the same: it would call itself without end)',
    buildThumbnails,
  ],
  responders: ['trailwatch: functions that act on what was found', buildResponders],
  'vpc-endpoints': ['trailwatch: endpoints for functions in a private network', buildVpcEndpoints],
};

/** Plain templates: nothing in them asks for the CDK, its bootstrap stack or its assets. */
export function synthesize(): Synthesis {
  // The CDK would warn of old properties that its own code reads.
  process.env.JSII_DEPRECATED = 'quiet';
  const outdir = mkdtempSync(join(tmpdir(), 'trailwatch-infra-'));
  try {
    // cfn-lint knows the same rules, and that a condition keeps an empty default from where it would be wrong.
    const app = new App({ outdir, analyticsReporting: false, treeMetadata: false, builtinCloudFormationValidation: false });
    Aspects.of(app).add(new AwsSolutionsChecks({ reports: false }));
    for (const [name, [description, build]] of Object.entries(STACKS)) {
      const synthesizer = new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
      const stack = new Stack(app, name, {
        description,
        synthesizer: synthesizer as IStackSynthesizer,
        analyticsReporting: false,
      });
      build(stack);
      NagSuppressions.addStackSuppressions(stack, [...NAG_REASONS]);
    }
    const assembly = app.synth();
    const templates = new Map<string, { text: string; template: Template }>();
    const nags: string[] = [];
    for (const name of Object.keys(STACKS)) {
      const artifact = assembly.getStackByName(name);
      const template = plain(artifact.template);
      templates.set(`${name}.yaml`, { template, text: printTemplate(template, comment(name)) });
      for (const { id, entry } of artifact.messages) nags.push(`${id}: ${entry.data}`);
    }
    return { templates, nags };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const comment = (name: string) =>
  ` Made by infra/ with \`node tools/infra.mjs\`: change it there. ${name}.yaml needs neither CDK nor npm.`;

/** Without what the tools note for themselves. */
function plain(template: Template): Template {
  const { Metadata: _, Resources, ...rest } = template;
  const resources = Object.entries(Resources as Record<string, Template>).map(([id, { Metadata: _, ...resource }]) => [
    id,
    resource,
  ]);
  return { AWSTemplateFormatVersion: '2010-09-09', ...rest, Resources: Object.fromEntries(resources) };
}
