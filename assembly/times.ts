import { isDigit } from './scalars';

// The last minute that was read: 16 characters, and seconds since 1970.
let minuteText: v128 = i8x16.splat(0);
let minuteAt: i64 = 0;

/** Milliseconds since 1970 of `"2026-01-31T12:00:00Z"`; the least number for any other form. */
export function timeAt(at: usize): i64 {
  if (load<u8>(at) !== 0x22 || load<u8>(at + 21) !== 0x22 || load<u8>(at + 20) !== 0x5a) return i64.MIN_VALUE;
  const text = v128.load(at + 1);
  if (!i8x16.all_true(i8x16.eq(text, minuteText))) {
    const minute = readMinute(at + 1);
    if (minute === i64.MIN_VALUE) return minute;
    minuteText = text;
    minuteAt = minute;
  }
  const seconds = pairAt(at + 18);
  if (load<u8>(at + 17) !== 0x3a || seconds < 0 || seconds > 59) return i64.MIN_VALUE;
  return (minuteAt + (seconds as i64)) * 1000;
}

/** Two digits; -1 if they aren't. */
function pairAt(at: usize): i32 {
  const tens = load<u8>(at);
  const ones = load<u8>(at + 1);
  return isDigit(tens) && isDigit(ones) ? ((tens as i32) - 48) * 10 + (ones as i32) - 48 : -1;
}

/** Seconds since 1970 of `2026-01-31T12:00`. Years are counted from March, so that the leap day is the last of its year. */
function readMinute(at: usize): i64 {
  if (load<u8>(at + 4) !== 0x2d || load<u8>(at + 7) !== 0x2d || load<u8>(at + 10) !== 0x54 || load<u8>(at + 13) !== 0x3a)
    return i64.MIN_VALUE;
  const century = pairAt(at);
  const rest = pairAt(at + 2);
  const month = pairAt(at + 5);
  const day = pairAt(at + 8);
  const hour = pairAt(at + 11);
  const minute = pairAt(at + 14);
  if (century < 19 || rest < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return i64.MIN_VALUE;
  const short = month === 4 || month === 6 || month === 9 || month === 11;
  const isLeap = rest === 0 ? (century & 3) === 0 : (rest & 3) === 0;
  if (day > (month === 2 ? (isLeap ? 29 : 28) : short ? 30 : 31)) return i64.MIN_VALUE;
  const year: i64 = century * 100 + rest - (month <= 2 ? 1 : 0);
  const era = year / 400;
  const yearOfEra = year - era * 400;
  const dayOfYear: i64 = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const days = era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
  return days * 86400 + ((hour * 60 + minute) * 60) as i64;
}
