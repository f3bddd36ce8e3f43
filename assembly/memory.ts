/** How the walk's memory is laid out, in bytes. What is before belongs to the compiler. */

/** Which entry a key may be: 512 numbers, 0 for none. */
export const KEY_TABLE: usize = 0x2000;
/** 64 bytes each: node, length, slot, child, landmark, 3 unused, the last 8 bytes, 48 bytes of text. */
export const ENTRIES: usize = 0x3000;
/** Parent of each node, a byte each. */
export const PARENTS: usize = 0x4000;
/** Where the values of the current record begin, by slot: 40 × 32 bits. */
export const VALUES: usize = 0x4100;
/** Groups of the current record, 32 × 16 bits, and room for 8 that decide nothing. */
export const GROUPS: usize = 0x4200;
/** Group of "no value", by slot, 32 × 16 bits. */
export const ABSENT: usize = 0x4280;
/** How many records were outside of what is asked for. */
export const COUNT_OUTSIDE: usize = 0x42c0;
/** The text of a key that is being added. */
export const KEY_TEXT: usize = 0x4300;
/** Which slots the current record has: a bit for each. */
export const FILLED: usize = 0x4340;
/** How often symbols were forgotten. */
export const EPOCH: usize = 0x4348;
/** By slot: the number of the symbol that the value of the current record is, from 1 on; 0 for none. 40 × 32 bits. */
export const CURRENT: usize = 0x4380;
/** 16 bytes each: hash, place of the text, length, kind, group. */
export const SYMBOLS: usize = 0x10000;
export const SYMBOL_BITS: u32 = 15;
export const TEXTS: usize = 0x90000;
export const TEXT_BYTES: u32 = 0x170000;
/** 128 bytes each: 64 of groups, verdict. */
export const CLASSES: usize = 0x200000;
export const CLASS_BITS: u32 = 13;
/** By the beginning of a stretch: at which of its bytes stretches that begin like that differ. 4096 × 4 × 16 bits. */
export const DIFFERENCES: usize = 0x300000;
/** Sets of 4 stretches, 32 bytes each: 4 tags (0 for none), 4 × place, length and how many values. */
export const REPEAT_SETS: usize = 0x308000;
export const REPEAT_SET_BITS: u32 = 11;
/** By 64 bytes of the ring: where the tag is of the stretch that begins there. */
export const OWNERS: usize = 0x318000;
/** A ring of stretches, each from a multiple of 64 on: its text; from a multiple of 8 on entries, slots, and values of 8 bytes. */
export const REPEATS: usize = 0x358000;
export const REPEAT_BYTES: u32 = 0x400000;
/** 32 bytes each: verdict and 10 symbols of 16 bits, number. */
export const NOTES: usize = 0x810000;
export const NOTE_BITS: u32 = 15;
/** Number of a note and seconds since 1970, 32 bits each, by record. */
export const NOTED: usize = 0xa10000;
export const MOST_NOTED: i32 = 16384;
/** How many of them there are. */
export const COUNT_NOTED: usize = 0xa30000;
/** By closer look: the slots that it depends on, 64 bits; 0: others, too. */
export const CLOSERS: usize = 0xa30008;
export const MOST_CLOSERS: i32 = 1024;
/** By its hash, 32 bits of a stretch that has come. */
export const COME: usize = 0xa40000;
export const COME_BITS: u32 = 14;
/** The content, with as much room before and behind it as a block has. */
export const INPUT: usize = 0xb00040;

/** Instead of a slot or a node. */
export const NONE: i32 = 255;
