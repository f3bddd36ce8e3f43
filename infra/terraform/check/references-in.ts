import { type Expression, parseTemplate } from './parse-expression.ts';
import type { Written } from './read-module.ts';

/** What an expression refers to, as it is written: `var.prefix`, `aws_sqs_queue.log_processing.arn`, `data.aws_region.current.region`. */
export function referencesIn(written: Written): readonly string[] {
  if (typeof written === 'string') return written.includes('${') ? inExpression(parseTemplate(written), new Set()) : [];
  if (written === null || typeof written !== 'object') return [];
  if (Array.isArray(written)) return written.flatMap(referencesIn);
  return Object.entries(written).flatMap(([name, inner]) => [...referencesIn(name), ...referencesIn(inner as Written)]);
}

function inExpression(expression: Expression, own: ReadonlySet<string>): readonly string[] {
  const inner = (one: Expression) => inExpression(one, own);
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'name':
      return own.has(expression.name) ? [] : [expression.name];
    case 'attribute': {
      const [last, ...before] = inner(expression.of).toReversed();
      return last === undefined || !isPath(expression.of) ? inner(expression.of) : [...before, `${last}.${expression.name}`];
    }
    case 'index':
      return [...inner(expression.of), ...inner(expression.key)];
    case 'splat': {
      const [last, ...before] = inner(expression.of).toReversed();
      return last === undefined ? [] : [...before, [last, ...expression.names].join('.')];
    }
    case 'call':
      return expression.args.flatMap(inner);
    case 'unary':
      return inner(expression.of);
    case 'binary':
      return [...inner(expression.left), ...inner(expression.right)];
    case 'choice':
      return [...inner(expression.test), ...inner(expression.yes), ...inner(expression.no)];
    case 'template':
      return expression.parts.flatMap(inner);
    case 'tuple':
      return expression.items.flatMap(inner);
    case 'object':
      return expression.entries.flatMap((entry) => entry.flatMap(inner));
    case 'for': {
      const within = new Set([...own, ...expression.names]);
      const body = [expression.key, expression.value, expression.only].filter((one) => one !== undefined);
      return [...inner(expression.over), ...body.flatMap((one) => inExpression(one, within))];
    }
  }
}

const isPath = ({ kind }: Expression) => kind === 'name' || kind === 'attribute' || kind === 'index';
