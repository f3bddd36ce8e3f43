import { it } from 'vitest';
import { agree } from './agreement.cases.ts';

it('finds what the oracle finds, very many times', () => {
  agree(30_000);
});
