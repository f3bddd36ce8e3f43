import { isScalar, isSeq, type Node, Pair, parseDocument, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';
import type { JsonObject } from '../src/base/json.ts';

/** A CloudFormation template in YAML, its short forms written out: `!Ref X` is `{ Ref: 'X' }`. */
export function readTemplate(text: string): JsonObject {
  // It warns of tags that it doesn't know.
  const document = parseDocument(text, { logLevel: 'error' });
  if (document.errors[0] !== undefined) throw document.errors[0];
  const written = (_key: unknown, node: Scalar | YAMLSeq) =>
    node.tag?.startsWith('!') ? writtenOut(node, node.tag.slice(1)) : undefined;
  visit(document, { Scalar: written, Seq: written });
  return document.toJS();
}

function writtenOut(node: Scalar | YAMLSeq, name: string): YAMLMap {
  delete node.tag;
  const map = new YAMLMap();
  map.items.push(new Pair(new Scalar(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`), argument(node, name)));
  return map;
}

function argument(node: Scalar | YAMLSeq, name: string): Node {
  if (name !== 'GetAtt' || isSeq(node) || !isScalar(node)) return node;
  const text = String(node.value);
  const dot = text.indexOf('.');
  const parts = new YAMLSeq();
  parts.items.push(new Scalar(text.slice(0, dot)), new Scalar(text.slice(dot + 1)));
  return parts;
}
