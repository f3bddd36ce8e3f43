import { it } from 'vitest';
import { agree } from './alarm-agreement.cases.ts';

it('an alarm says what its samples say, in whatever order, batches and repeats they come', () => agree(150));
