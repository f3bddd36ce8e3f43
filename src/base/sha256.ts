/**
 * SHA-256 of a text's UTF-8 bytes, as 64 hex digits (FIPS 180-4). Synchronous and pure, for ids that nobody may be able to make
 * collide on purpose. About 2 µs for a short text; for bulk data take Node's own.
 */
export function sha256Hex(text: string): string {
  digest(text);
  let hex = '';
  for (let i = 0; i < 8; i++) hex += (state[i]! >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** The first 128 bits of it, as four words. */
export function sha256Words(text: string, into: Int32Array): void {
  digest(text);
  for (let i = 0; i < 4; i++) into[i] = state[i]!;
}

/** Leaves it in `state`. */
function digest(text: string): void {
  const message = padded(text);
  state.set(initial);
  for (let block = 0; block < message.length; block += 64) compress(message, block);
}

/** Used again and again: an id is mostly asked of a short text, and making these would cost more than hashing it. */
const state = new Int32Array(8);
const w = new Int32Array(64);
const short = new Uint8Array(1024);
const encoder = new TextEncoder();

/** The message, a one bit, zeros, and the length in bits as 64 bits, to a multiple of 64 bytes. */
function padded(text: string): Uint8Array {
  // A UTF-16 unit takes three bytes at most, what is added takes 72.
  const room = 3 * text.length + 72;
  const bytes = room <= short.length ? short : new Uint8Array(room);
  const { written: length } = encoder.encodeInto(text, bytes);
  const end = Math.ceil((length + 9) / 64) * 64;
  bytes.fill(0, length, end);
  bytes[length] = 0x80;
  const bits = [Math.floor(length / 0x2000_0000), (length << 3) >>> 0];
  for (let i = 0; i < 8; i++) bytes[end - 8 + i] = bits[i >> 2]! >>> (24 - 8 * (i & 3));
  return bytes.subarray(0, end);
}

function compress(message: Uint8Array, block: number): void {
  for (let i = 0; i < 16; i++) {
    const at = block + 4 * i;
    w[i] = (message[at]! << 24) | (message[at + 1]! << 16) | (message[at + 2]! << 8) | message[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + w[i]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes, and of the cube roots of the first 64. */
const initial = firstPrimes(8).map((prime) => fraction(prime ** (1 / 2)));
const constants = Int32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0;
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}
