export type ItemValue = string | number | Uint8Array;
export interface Item {
  readonly [attribute: string]: ItemValue | undefined;
}
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** What must hold of the item that is there. All of it; a comparison with an attribute that is lacking doesn't hold. */
export interface Condition {
  /** There is no such item. */
  readonly absent?: true;
  readonly equals?: Item;
  readonly atMost?: { readonly [attribute: string]: number };
  /** Attributes that it doesn't have. */
  readonly lacks?: readonly string[];
}

export interface Change {
  readonly set?: Item;
  readonly add?: { readonly [attribute: string]: number };
  readonly remove?: readonly string[];
}
