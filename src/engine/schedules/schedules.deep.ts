import { describe, it } from 'vitest';
import { agreesInMonths, agreesNear, clockChanges } from './agreement.cases.ts';

describe('random schedules mean what looking at each minute says', () => {
  it('in any month', () => agreesInMonths(30));
  it.each(clockChanges)('where clocks of %s change near %s', (zone, from) => agreesNear(zone, from, 12));
});
