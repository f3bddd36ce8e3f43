/** Texts, each with a number from 0 on; 0 is the empty text. */
export interface TextNumbers {
  /** @param field below `FIELDS`: neighbours have often the same text in the same field */
  numberOf(field: number, text: string): number;
  /** Of a text that hardly comes again but at once, and may be long: it is not looked up. */
  aside(field: number, text: string): number;
  readonly list: readonly string[];
  /** Of all of them. */
  readonly characters: number;
  clear(): void;
}

export const FIELDS = 16;

export function createTextNumbers(): TextNumbers {
  let list = [''];
  const numbers = new Map([['', 0]]);
  let characters = 0;
  /** Comparing costs less than looking up: per field its last text and number. */
  const lastTexts = new Array<string>(FIELDS).fill('');
  const lastNumbers = new Int32Array(FIELDS);

  const added = (text: string): number => {
    characters += text.length;
    return list.push(text) - 1;
  };
  return {
    numberOf(field, text) {
      if (lastTexts[field] === text) return lastNumbers[field]!;
      let number = numbers.get(text);
      if (number === undefined) {
        number = added(text);
        numbers.set(text, number);
      }
      lastTexts[field] = text;
      lastNumbers[field] = number;
      return number;
    },
    aside(field, text) {
      if (lastTexts[field] === text) return lastNumbers[field]!;
      lastTexts[field] = text;
      lastNumbers[field] = added(text);
      return lastNumbers[field]!;
    },
    get list() {
      return list;
    },
    get characters() {
      return characters;
    },
    clear() {
      list = [''];
      numbers.clear();
      numbers.set('', 0);
      characters = 0;
      lastTexts.fill('');
      lastNumbers.fill(0);
    },
  };
}
