import type { Readable } from 'node:stream';
import { guarded } from './guarded.ts';
import type { Source, SourceOptions } from './source.ts';

/** Standard input, named `-`: one delivery of unknown size. */
export function stdinSource(options: SourceOptions = {}, stream: () => Readable = () => process.stdin): Source {
  return {
    async *list() {
      if (options.signal?.aborted === true) return;
      const open = async () => guarded(stream, '-', options.signal);
      yield { kind: 'delivery', delivery: { file: '-', size: undefined, open } };
    },
    measure: async () => undefined,
  };
}
