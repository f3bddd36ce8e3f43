import { Document, isMap, isScalar, Pair, Scalar, visit, type YAMLMap, YAMLSeq } from 'yaml';

export type Template = Readonly<Record<string, unknown>>;

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Conditions',
  'Resources',
  'Outputs',
];

/** Functions that have a short form with the same argument. `Fn::GetAtt` joins its own. */
const SHORT = ['Sub', 'If', 'Join', 'Select', 'Split', 'Equals', 'And', 'Or', 'Not', 'Contains', 'EachMemberIn'];

/** A template as a person would write it in YAML: short forms (`!Ref`, `!Sub`), sections in their usual order. */
export function printTemplate(template: Template, comment: string): string {
  const ordered = Object.fromEntries(SECTIONS.filter((name) => name in template).map((name) => [name, template[name]]));
  const document = new Document(ordered, { aliasDuplicateObjects: false });
  visit(document, { Map: (_key, node) => shortened(node) });
  visit(document, {
    Seq: (_key, node) => flowing(node),
    Map: (_key, node, path) => (path.at(-1) instanceof YAMLSeq ? flowing(node) : undefined),
    Scalar: (_key, node) => quoted(node),
  });
  document.commentBefore = comment;
  return document.toString({ lineWidth: 0, indentSeq: false, flowCollectionPadding: false, singleQuote: true });
}

function shortened(node: YAMLMap): YAMLMap | Scalar | YAMLSeq | undefined {
  const [pair] = node.items;
  if (pair === undefined || node.items.length !== 1 || !(pair instanceof Pair) || !isScalar(pair.key)) return undefined;
  const name = String(pair.key.value);
  const value = pair.value;
  if ((name === 'Ref' || name === 'Condition') && isScalar(value)) return tagged(new Scalar(value.value), `!${name}`);
  if (name === 'Fn::GetAtt' && value instanceof YAMLSeq) {
    return tagged(new Scalar(value.items.map((item) => String((item as Scalar).value)).join('.')), '!GetAtt');
  }
  const short = SHORT.find((one) => `Fn::${one}` === name);
  if (short === undefined || isMap(value)) return undefined;
  return tagged(value as Scalar | YAMLSeq, `!${short}`);
}

function tagged<T extends Scalar | YAMLSeq>(node: T, tag: string): T {
  node.tag = tag;
  return node;
}

/** What is short enough is on one line. */
function flowing(node: YAMLSeq | YAMLMap): void {
  if (lengthOf(node) < 100) node.flow = true;
}

/** On one line; endless if it can't be. */
function lengthOf(node: unknown): number {
  if (isScalar(node)) return String(node.value).length + (node.tag?.length ?? 0) + 2;
  const items =
    node instanceof YAMLSeq ? node.items : isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : undefined;
  if (items === undefined) return Number.POSITIVE_INFINITY;
  return items.reduce((sum: number, item) => sum + lengthOf(item), 2);
}

/** Some readers of YAML take a version for a date. */
function quoted(node: Scalar): void {
  if (typeof node.value === 'string' && /^\d{4}-\d\d-\d\d$/.test(node.value)) node.type = 'QUOTE_SINGLE';
}
