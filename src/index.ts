export type { Json, JsonObject } from './base/json.ts';
export { formatProblem, Problem } from './base/problem.ts';
