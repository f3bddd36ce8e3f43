import type { Problem } from '../../../base/problem.ts';

/** A log message as CloudWatch Logs would hold it, or what could not be read. */
export type LogMessage =
  | { readonly kind: 'message'; readonly place: string; readonly message: string | object }
  | { readonly kind: 'reject'; readonly problem: Problem };
