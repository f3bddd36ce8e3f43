import type { SourcePlace } from '../../../../base/json-source.ts';

/** An expression of HCL. What Terraform alone can work out (`for`, splats) is `unknown`, with its text. */
export type HclExpression = SourcePlace &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'template'; readonly parts: readonly HclExpression[] }
    | { readonly kind: 'list'; readonly of: readonly HclExpression[] }
    | { readonly kind: 'object'; readonly members: readonly HclMember[] }
    /** `var.name`, `aws_sns_topic.alarms.arn`, `each.value["a"]`. */
    | { readonly kind: 'reference'; readonly steps: readonly (string | number | HclExpression)[]; readonly text: string }
    | { readonly kind: 'call'; readonly name: string; readonly of: readonly HclExpression[] }
    | { readonly kind: 'choice'; readonly when: HclExpression; readonly yes: HclExpression; readonly no: HclExpression }
    | { readonly kind: 'binary'; readonly by: string; readonly left: HclExpression; readonly right: HclExpression }
    | { readonly kind: 'not'; readonly of: HclExpression }
    | { readonly kind: 'unknown'; readonly text: string }
  );

export interface HclMember {
  readonly key: HclExpression;
  readonly value: HclExpression;
}

export interface HclAttribute {
  readonly name: string;
  readonly at: SourcePlace;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly at: SourcePlace;
  readonly body: HclBody;
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}
