import type { FileResult } from '../../pipeline/file-result.ts';

/** The parts of a file, from the thread that brings them to the scan that waits for them. */
export interface FileParts extends AsyncIterable<FileResult> {
  /** How many were added. */
  readonly given: number;
  /** @param taken called when somebody has it */
  add(part: FileResult, taken: () => void): void;
  end(): void;
  /** Ends with this. */
  fail(part: FileResult): void;
}

/** For one who takes them. */
export function createFileParts(): FileParts {
  const waiting: { readonly part: FileResult; readonly taken: () => void }[] = [];
  let given = 0;
  let ended = false;
  let news = () => {};
  return {
    get given() {
      return given;
    },
    add(part, taken) {
      given++;
      waiting.push({ part, taken });
      news();
    },
    end() {
      ended = true;
      news();
    },
    fail(part) {
      this.add(part, () => {});
      this.end();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const first = waiting.shift();
        if (first !== undefined) {
          first.taken();
          yield first.part;
        } else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            news = resolve;
          });
        }
      }
    },
  };
}
