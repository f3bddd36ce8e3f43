/** Numbers keys of four 32-bit numbers in the order of their coming, from 0 on. Outside of V8's heap, which many keys would fill. */
export interface KeyNumbers {
  /** The number of a key; a new one if it is new. */
  add(a: number, b: number, c: number, d: number): number;
  readonly size: number;
  /** One of the four numbers of a key. */
  part(key: number, index: number): number;
}

const FIRST_KEYS = 256;

export function createKeyNumbers(): KeyNumbers {
  let keys = new Int32Array(4 * FIRST_KEYS);
  /** Number plus one; 0: free. At most half of it is used. */
  let table = new Int32Array(2 * FIRST_KEYS);
  let size = 0;

  const grow = () => {
    const larger = new Int32Array(2 * keys.length);
    larger.set(keys);
    keys = larger;
    table = new Int32Array(2 * table.length);
    for (let key = 0; key < size; key++) {
      let slot = mixed(keys[4 * key]!, keys[4 * key + 1]!, keys[4 * key + 2]!, keys[4 * key + 3]!) & (table.length - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = key + 1;
    }
  };

  return {
    add(a, b, c, d) {
      let slot = mixed(a, b, c, d) & (table.length - 1);
      for (; table[slot] !== 0; slot = (slot + 1) & (table.length - 1)) {
        const at = 4 * (table[slot]! - 1);
        if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return table[slot]! - 1;
      }
      keys[4 * size] = a;
      keys[4 * size + 1] = b;
      keys[4 * size + 2] = c;
      keys[4 * size + 3] = d;
      table[slot] = ++size;
      if (4 * size === keys.length) grow();
      return size - 1;
    },
    get size() {
      return size;
    },
    part: (key, index) => keys[4 * key + index]!,
  };
}

/** With the end of MurmurHash3: numbers in a row must not lie in a row. */
function mixed(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0x7feb352d) ^ c;
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b) ^ d;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
