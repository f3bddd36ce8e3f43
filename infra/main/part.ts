import type { Stack } from 'aws-cdk-lib';
import type { MainNames } from './names.ts';
import type { MainConditions, MainParameters } from './parameters.ts';

/** What each part of the main stack is made from. */
export interface Part {
  readonly stack: Stack;
  readonly p: MainParameters;
  readonly c: MainConditions;
  readonly names: MainNames;
}
