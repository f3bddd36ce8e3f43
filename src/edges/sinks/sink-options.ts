import type { Milliseconds } from '../../base/units.ts';
import type { Wording } from './sink.ts';

/** What every sink is told. */
export interface SinkOptions {
  /** As the configuration names it. */
  readonly name: string;
  /** How long the service may take. At most 25 s, so that `send` ends within 30 s. @default 15 s */
  readonly timeout?: Milliseconds | undefined;
}

/** Of a sink that writes for people. */
export interface WordedSinkOptions extends SinkOptions {
  readonly wording?: Wording;
}
