import { it } from 'vitest';
import { agree } from './agreement.cases.ts';

it('finds what the oracle finds, however events are batched, shuffled and repeated', () => {
  agree(400);
});
