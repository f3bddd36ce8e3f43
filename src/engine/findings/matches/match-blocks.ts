import type { Bytes } from '../../../base/units.ts';
import { ACCOUNT, ACTOR, copyMatch, wordsAt } from './match-words.ts';
import type { PackedFinding } from './packed-finding.ts';
import { createTextNumbers } from './text-numbers.ts';

/**
 * Findings as they wait on disk. A block stands for itself: how many numbers it has; these; its texts as a JSON list. Of a finding: at
 * which number it ends, its hour, its id in four, its account and its actor as texts, then its matches.
 */
const HEAD = 8;
/** In numbers, and characters of texts: then a block is full. */
const MOST_WORDS = 8 * 1024;
const MOST_CHARACTERS: Bytes = 32 * 1024;

export function* packFindings(findings: Iterable<PackedFinding>): Generator<Uint8Array, void> {
  const texts = createTextNumbers();
  let words = new Int32Array(MOST_WORDS);
  let used = 0;
  let start = 0;
  const block = (): Uint8Array => {
    words[start] = used;
    const list = Buffer.from(JSON.stringify(texts.list));
    const bytes = new Uint8Array(4 * (used + 1) + list.length);
    new Int32Array(bytes.buffer, 0, used + 1).set(words.subarray(0, used), 1);
    new Int32Array(bytes.buffer, 0, 1)[0] = used;
    bytes.set(list, 4 * (used + 1));
    texts.clear();
    used = 0;
    return bytes;
  };
  const begin = ({ hour, id, account, actor }: PackedFinding) => {
    if (used > 0) words[start] = used;
    start = used;
    words[used + 1] = hour;
    for (let i = 0; i < 4; i++) words[used + 2 + i] = id[i]!;
    words[used + 6] = texts.numberOf(ACCOUNT, account);
    words[used + 7] = texts.numberOf(ACTOR, actor);
    used += HEAD;
  };

  for (const finding of findings) {
    let begun = false;
    while (finding.next()) {
      const size = wordsAt(finding.words, finding.at);
      if (used > 0 && (used + HEAD + size > MOST_WORDS || texts.characters > MOST_CHARACTERS)) {
        yield block();
        begun = false;
      }
      if (HEAD + size > words.length) words = new Int32Array(HEAD + size);
      if (!begun) begin(finding);
      begun = true;
      copyMatch(finding.words, finding.at, finding.texts, words, used, texts);
      used += size;
    }
  }
  if (used > 0) yield block();
}

/** A finding whose matches were in several blocks, or several times in one, comes as often. */
export function* unpackFindings(blocks: Iterable<Uint8Array>): Generator<PackedFinding, void> {
  for (const bytes of blocks) {
    const count = new Int32Array(bytes.buffer, bytes.byteOffset, 1)[0]!;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + 4, count);
    const texts = JSON.parse(decoder.decode(bytes.subarray(4 * (count + 1)))) as string[];
    const finding = createReader(words, texts);
    while (finding.advance()) yield finding;
  }
}

const decoder = new TextDecoder();

function createReader(words: Int32Array, texts: readonly string[]) {
  let end = 0;
  let behind = 0;
  const reader = {
    hour: 0,
    id: new Int32Array(4),
    account: '',
    actor: '',
    words,
    at: 0,
    texts,
    next(): boolean {
      if (behind >= end) return false;
      reader.at = behind;
      behind += wordsAt(words, behind);
      return true;
    },
    /** Goes on to the next finding. */
    advance(): boolean {
      const start = end;
      if (start >= words.length) return false;
      end = words[start]!;
      reader.hour = words[start + 1]!;
      for (let i = 0; i < 4; i++) reader.id[i] = words[start + 2 + i]!;
      reader.account = texts[words[start + 6]!]!;
      reader.actor = texts[words[start + 7]!]!;
      behind = start + HEAD;
      return true;
    },
  };
  return reader;
}
