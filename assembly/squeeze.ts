import { INPUT } from './memory';

/** Takes the white space between tokens out of `length` bytes. @returns how many are left; -1 if it stood within a number or word */
export function squeeze(length: i32): i32 {
  let to = INPUT;
  let inside = false;
  let gap = false;
  const end = INPUT + (length as usize);
  for (let at = INPUT; at < end; at++) {
    const byte = load<u8>(at);
    if (!inside && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) {
      gap = true;
      continue;
    }
    if (gap && to > INPUT && isWord(byte) && isWord(load<u8>(to - 1))) return -1;
    gap = false;
    store<u8>(to++, byte);
    if (byte === 0x22) inside = !inside;
    else if (byte === 0x5c && inside && at + 1 < end) store<u8>(to++, load<u8>(++at));
  }
  return (to - INPUT) as i32;
}

function isWord(byte: u8): bool {
  return byte !== 0x22 && byte !== 0x2c && byte !== 0x3a && (byte | 0x20) !== 0x7b && (byte | 0x20) !== 0x7d;
}
