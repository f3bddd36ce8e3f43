import { exitCodes } from '../../exit-codes.ts';
import { openWriter } from '../../output/writer.ts';
import { cisFilters } from '../cis-filters.ts';
import { cisConstruct } from './cdk.ts';
import { cisCloudFormation, cisTemplate } from './cloudformation.ts';
import { cisTerraform } from './terraform.ts';

export const exportFormats = ['cloudformation', 'cloudformation-json', 'terraform', 'cdk'] as const;

export interface ExportAlarmsFlags {
  readonly format: (typeof exportFormats)[number];
  readonly output: string;
}

/** Writes the CIS pack for AWS. @throws {Problem} CLI_OUTPUT */
export async function exportAlarms({ format, output }: ExportAlarmsFlags): Promise<number> {
  const filters = cisFilters();
  const texts = {
    cloudformation: () => cisCloudFormation(filters),
    'cloudformation-json': () => `${JSON.stringify(cisTemplate(filters), null, 2)}\n`,
    terraform: () => cisTerraform(filters),
    cdk: () => cisConstruct(filters),
  };
  const writer = openWriter(output);
  await writer.write(texts[format]());
  await writer.close();
  return exitCodes.OK;
}
