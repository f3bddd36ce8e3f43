import type { EpochMs } from '../../../base/units.ts';
import {
  type AlikeTaker,
  type Closer,
  type DecidingValue,
  unusualValue,
  type WaitingRecord,
  type WaitingTaker,
} from '../../../model/selection.ts';
import type { WasmMemory } from './web-assembly.ts';

/** Where the walk says what it knows of the record that it has just passed. */
export interface RecordPlaces {
  readonly memory: WasmMemory;
  inputAt(): number;
  valuesAt(): number;
  filledAt(): number;
  currentAt(): number;
}

/** A longer text is left to the parser. */
const LONGEST = 4000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The record that the walk has just passed. The first `deciding` fields are known by symbol: their texts are made once. */
export function createCurrentRecord(fields: readonly string[], deciding: number, places: RecordPlaces) {
  const slots = new Map(fields.map((field, slot) => [field, slot]));
  const { memory } = places;
  const inputAt = places.inputAt();
  let buffer: ArrayBuffer | undefined;
  let bytes: Buffer;
  let values: Int32Array;
  let filled: Uint32Array;
  let symbols: Uint32Array;
  /** By symbol, of this epoch. */
  let texts: string[] = [];
  let epoch = -1;
  const record = { rules: [] as readonly string[], record: 0, at: 0, value };

  function value(path: string): DecidingValue {
    const slot = slots.get(path)!;
    if ((filled[slot >>> 5]! & (1 << (slot & 31))) === 0) return undefined;
    const at = inputAt + values[slot]!;
    if (bytes[at] !== QUOTE) return word(at);
    const symbol = slot < deciding ? symbols[slot]! : 0;
    if (symbol === 0) return text(at + 1);
    let known = texts[symbol];
    if (known === undefined) {
      known = text(at + 1);
      texts[symbol] = known;
    }
    return known;
  }

  function word(at: number): DecidingValue {
    switch (bytes[at]) {
      case 0x74:
        return true;
      case 0x66:
        return false;
      case 0x6e:
        return null;
    }
    throw unusualValue;
  }

  function text(start: number): string {
    let end = start;
    for (; bytes[end] !== QUOTE; end++) {
      const byte = bytes[end]!;
      if (byte === BACKSLASH || byte >= 0x80 || end - start > LONGEST) throw unusualValue;
    }
    return bytes.toString('latin1', start, end);
  }

  /** Memory moves when it grows, and symbols are forgotten when there are too many. */
  function begin(): void {
    if (buffer !== memory.buffer) {
      buffer = memory.buffer;
      bytes = Buffer.from(buffer);
      values = new Int32Array(buffer, places.valuesAt(), fields.length);
      filled = new Uint32Array(buffer, places.filledAt(), 3);
      symbols = new Uint32Array(buffer, places.currentAt(), fields.length);
    }
    if (filled[2] !== epoch) {
      epoch = filled[2]!;
      texts = [];
    }
  }

  function look(closer: Closer): readonly string[] | undefined {
    try {
      return closer.rules(value);
    } catch (error) {
      if (error !== unusualValue) throw error;
      return undefined;
    }
  }

  return {
    /** Before anything else is asked of the record. */
    begin,
    /** The rules that it may match. Undefined: it has to be read. */
    look,
    /** Undefined: each record like this has to be taken by itself. */
    alike(rules: readonly string[], wait: WaitingTaker): AlikeTaker | undefined {
      try {
        return wait.alike?.({ rules, value });
      } catch (error) {
        if (error !== unusualValue) throw error;
        return undefined;
      }
    },
    of(rules: readonly string[], number: number, at: EpochMs): WaitingRecord {
      record.rules = rules;
      record.record = number;
      record.at = at;
      return record;
    },
  };
}
