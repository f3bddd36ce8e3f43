export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The parts of an ARN, or undefined. Source: AWS IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)". */
export function parseArn(text: string): Arn | undefined {
  const parts = /^arn:([\w-]+):([\w-]+):([\w-]*):(\d{12}|aws)?:(.+)$/s.exec(text);
  if (parts === null) return undefined;
  return { partition: parts[1]!, service: parts[2]!, region: parts[3]!, account: parts[4] ?? '', resource: parts[5]! };
}

/** The partition that a region belongs to. Source: AWS General Reference, the partitions of the SDKs' endpoints. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  if (region.startsWith('eu-isoe-')) return 'aws-iso-e';
  if (region.startsWith('us-isof-')) return 'aws-iso-f';
  return region.startsWith('us-iso-') ? 'aws-iso' : 'aws';
}
