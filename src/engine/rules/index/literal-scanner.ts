/**
 * Which of many literals occur in a text? Aho and Corasick's automaton (Communications of the ACM 18, 1975) over UTF-16 code
 * units: one pass, each character looked at about once, whatever the number of literals. Transitions lie in one open hash
 * table, so that memory follows the literals' length and nothing else.
 */
export class LiteralScanner {
  /** Transition table: (state, character) → state. An empty place has state -1. */
  private readonly fromState: Int32Array;
  private readonly character: Uint16Array;
  private readonly toState: Int32Array;
  private readonly mask: number;
  /** First character → state, for the characters of ASCII: most positions never leave the root. */
  private readonly root = new Int32Array(128);
  private readonly fail: Int32Array;
  /** The literal that ends here, or -1. */
  private readonly literal: Int32Array;
  /** The next state, along failures, in which a literal ends. 0: none. */
  private readonly nextEnding: Int32Array;
  private readonly seen: Int32Array;
  private scan = 0;

  /** Distinct, not empty. The index in the list is what `find` reports. */
  constructor(literals: readonly string[]) {
    const states = 1 + literals.reduce((sum, literal) => sum + literal.length, 0);
    let size = 16;
    while (size < states * 2) size *= 2;
    this.mask = size - 1;
    this.fromState = new Int32Array(size).fill(-1);
    this.character = new Uint16Array(size);
    this.toState = new Int32Array(size);
    this.fail = new Int32Array(states);
    this.literal = new Int32Array(states).fill(-1);
    this.nextEnding = new Int32Array(states);
    this.seen = new Int32Array(literals.length);

    const parentOf = new Int32Array(states);
    const characterOf = new Uint16Array(states);
    const depthOf = new Int32Array(states);
    let count = 1;
    for (const [index, text] of literals.entries()) {
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        let next = this.step(state, code);
        if (next < 0) {
          next = count++;
          this.add(state, code, next);
          parentOf[next] = state;
          characterOf[next] = code;
          depthOf[next] = depthOf[state]! + 1;
        }
        state = next;
      }
      this.literal[state] = index;
    }
    const byDepth = Array.from({ length: count - 1 }, (_, i) => i + 1).sort((a, b) => depthOf[a]! - depthOf[b]!);
    for (const state of byDepth) {
      if (depthOf[state] === 1) continue;
      const code = characterOf[state]!;
      let fallback = this.fail[parentOf[state]!]!;
      let next = this.step(fallback, code);
      while (next < 0 && fallback !== 0) {
        fallback = this.fail[fallback]!;
        next = this.step(fallback, code);
      }
      const target = Math.max(next, 0);
      this.fail[state] = target;
      this.nextEnding[state] = this.literal[target]! >= 0 ? target : this.nextEnding[target]!;
    }
  }

  /** Appends the index of each literal that occurs in the text, once. */
  find(text: string, found: number[]): void {
    const { root, fail, literal, nextEnding, seen } = this;
    const scan = ++this.scan;
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (state === 0) {
        state = code < 128 ? root[code]! : Math.max(this.step(0, code), 0);
        if (state === 0) continue;
      } else {
        let next = this.step(state, code);
        while (next < 0 && state !== 0) {
          state = fail[state]!;
          next = this.step(state, code);
        }
        state = Math.max(next, 0);
      }
      let ending = literal[state]! >= 0 ? state : nextEnding[state]!;
      while (ending !== 0) {
        const index = literal[ending]!;
        // What was seen was reported together with all that it ends on.
        if (seen[index] === scan) break;
        seen[index] = scan;
        found.push(index);
        ending = nextEnding[ending]!;
      }
    }
  }

  private step(state: number, code: number): number {
    if (state === 0 && code < 128) return this.root[code]! || -1;
    const { fromState, character, mask } = this;
    let place = hash(state, code) & mask;
    for (let from = fromState[place]!; from >= 0; from = fromState[place]!) {
      if (from === state && character[place] === code) return this.toState[place]!;
      place = (place + 1) & mask;
    }
    return -1;
  }

  private add(state: number, code: number, next: number): void {
    if (state === 0 && code < 128) {
      this.root[code] = next;
      return;
    }
    let place = hash(state, code) & this.mask;
    while (this.fromState[place]! >= 0) place = (place + 1) & this.mask;
    this.fromState[place] = state;
    this.character[place] = code;
    this.toState[place] = next;
  }
}

function hash(state: number, code: number): number {
  const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
