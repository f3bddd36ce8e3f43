/** What is looked at byte by byte: escapes, numbers and words. */

/** What stands behind a backslash. */
export function isEscape(at: usize): bool {
  switch (load<u8>(at)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    case 0x75:
      return isHex(load<u8>(at + 1)) && isHex(load<u8>(at + 2)) && isHex(load<u8>(at + 3)) && isHex(load<u8>(at + 4));
    default:
      return false;
  }
}

function isHex(byte: u8): bool {
  const letter = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

export function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}

function isBehindValue(byte: u8): bool {
  return byte === 0x2c || (byte | 0x20) === 0x7d;
}

export function isScalar(at: usize): bool {
  const word = load<u32>(at);
  // true, null, fals
  if (word === 0x65757274 || word === 0x6c6c756e) return isBehindValue(load<u8>(at + 4));
  if (word === 0x736c6166) return load<u8>(at + 4) === 0x65 && isBehindValue(load<u8>(at + 5));
  return isNumber(at);
}

function isNumber(from: usize): bool {
  let at = from;
  if (load<u8>(at) === 0x2d) at++;
  if (!isDigit(load<u8>(at))) return false;
  if (load<u8>(at) === 0x30) at++;
  else while (isDigit(load<u8>(at))) at++;
  if (load<u8>(at) === 0x2e) {
    at++;
    if (!isDigit(load<u8>(at))) return false;
    while (isDigit(load<u8>(at))) at++;
  }
  if ((load<u8>(at) | 0x20) === 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign === 0x2b || sign === 0x2d) at++;
    if (!isDigit(load<u8>(at))) return false;
    while (isDigit(load<u8>(at))) at++;
  }
  return isBehindValue(load<u8>(at));
}

const LONGEST_TEXT: i32 = 2048;

/** Of a text that begins there, up to its quote; -1 if it has escapes, control characters or letters outside ASCII. */
export function printableLength(at: usize): i32 {
  for (let length: i32 = 0; length < LONGEST_TEXT; length += 16) {
    const text = v128.load(at + (length as usize));
    const quotes = i8x16.bitmask(i8x16.eq(text, i8x16.splat(0x22)));
    // Above 0x7f is below 0 to the machine.
    const odd = i8x16.bitmask(v128.or(i8x16.lt_s(text, i8x16.splat(0x20)), i8x16.eq(text, i8x16.splat(0x5c))));
    if (quotes === 0) {
      if (odd) return -1;
      continue;
    }
    const end = ctz(quotes);
    return odd & ((1 << end) - 1) ? -1 : length + (end as i32);
  }
  return -1;
}
