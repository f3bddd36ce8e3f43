import { it } from 'vitest';
import { waitingAgrees } from './waiting-agreement.ts';

it('random calls in random files: what series find does not depend on whether records wait, very many times', () =>
  waitingAgrees(200));
