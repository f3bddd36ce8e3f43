import type { Region } from '../account.ts';
import type { Call, Caller } from '../record.ts';

/** One call of the attack, so many seconds after its step began. */
export interface Move {
  readonly after: number;
  readonly region: Region;
  readonly call: Call;
  /** What differs from the step's caller. */
  readonly as?: Partial<Caller>;
}
