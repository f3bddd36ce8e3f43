import type { Problem } from '../../base/problem.ts';
import type { Milliseconds } from '../../base/units.ts';
import type { Change } from '../../model/alert.ts';
import type { Finding } from '../../model/finding.ts';
import { severityRank } from '../../model/severity.ts';
import type { ConfigTree } from './config-tree.ts';
import { compilePatternAt } from './patterns.ts';
import type { Config, RouteConfig } from './schema.ts';

/** A route that can be asked. */
export interface Route {
  when(finding: Finding): boolean;
  /** Names of sinks. */
  readonly to: readonly string[];
  /** Told together, this often. */
  readonly digest?: Milliseconds;
  /** @default all */
  readonly changes?: readonly Change[];
  /** The name of quiet hours. */
  readonly quietHours?: string;
}

/** The routes of a valid configuration; where none is written, everything goes to every sink. */
export function routesOf(config: Config, tree: ConfigTree): Route[] {
  if (config.routes.length === 0) {
    const to = Object.keys(config.sinks);
    return to.length === 0 ? [] : [{ when: () => true, to }];
  }
  return config.routes.map((route, index) => routeOf(route, compileWhen(tree, index).when ?? (() => false)));
}

/** RULE_PATTERN and its like, of every route: also of those that are wrong otherwise. */
export function routeProblems(tree: ConfigTree): Problem[] {
  const routes = tree.nodeAt(['routes']);
  return routes?.kind === 'array' ? routes.elements.flatMap((_, index) => compileWhen(tree, index).problems) : [];
}

function compileWhen(tree: ConfigTree, index: number) {
  const path = ['routes', index, 'when'];
  const node = tree.nodeAt(path);
  if (node === undefined) return { when: () => true, problems: [] };
  // What is no object the schema refuses.
  if (node.kind !== 'object') return { when: undefined, problems: [] };
  return compilePatternAt(node, tree.placeOf(path).file);
}

function routeOf(route: RouteConfig, matches: (value: object) => boolean): Route {
  const least = route.min_severity === undefined ? 0 : severityRank(route.min_severity);
  return {
    when: (finding) => severityRank(finding.severity) >= least && matches(finding),
    to: route.to,
    ...(route.digest !== undefined && { digest: route.digest }),
    ...(route.changes !== undefined && { changes: route.changes }),
    ...(route.quiet_hours !== undefined && { quietHours: route.quiet_hours }),
  };
}
