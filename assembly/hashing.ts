/** Texts as 8 bytes at a time. */

export function mixed(hash: u64, word: u64): u64 {
  const next = (hash ^ word) * 0x9e3779b97f4a7c15;
  return next ^ (next >> 29);
}

export function hashOf(kind: i32, at: usize, length: i32): u64 {
  let hash: u64 = ((kind as u64) << 32) | (length as u64);
  if (length < 8) return mixed(hash, headBytes(at, length)) * 0xbf58476d1ce4e5b9;
  let i = 0;
  for (; i + 8 <= length; i += 8) hash = mixed(hash, load<u64>(at + (i as usize)));
  return mixed(hash, load<u64>(at + (length as usize) - 8)) * 0xbf58476d1ce4e5b9;
}

export function headBytes(at: usize, length: i32): u64 {
  return length === 0 ? 0 : load<u64>(at) & ((~(0 as u64)) >> (((8 - length) << 3) as u64));
}

export function isSame(one: usize, other: usize, length: i32): bool {
  if (length < 8) return headBytes(one, length) === headBytes(other, length);
  for (let i = 0; i + 8 <= length; i += 8) {
    if (load<u64>(one + (i as usize)) !== load<u64>(other + (i as usize))) return false;
  }
  return load<u64>(one + (length as usize) - 8) === load<u64>(other + (length as usize) - 8);
}
