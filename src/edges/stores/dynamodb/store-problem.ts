import { Problem } from '../../../base/problem.ts';
import type { Table } from '../../aws/use/dynamodb.ts';

/** What AWS could not do just now is the store's failure, and comes again; what it refuses or doesn't know is said as it is. */
function storeProblem(error: unknown): unknown {
  if (!(error instanceof Problem) || error.code !== 'AWS_FAILED') return error;
  return new Problem('STORE_FAILED', error.message, { at: error.at, hint: error.hint, cause: error.cause });
}

export function withStoreProblems(table: Table): Table {
  const guarded =
    <A extends unknown[], R>(ask: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      try {
        return await ask(...given);
      } catch (error) {
        throw storeProblem(error);
      }
    };
  return {
    get: guarded(table.get),
    query: guarded(table.query),
    count: guarded(table.count),
    put: guarded(table.put),
    update: guarded(table.update),
    remove: guarded(table.remove),
    transact: guarded(table.transact),
    close: table.close,
  };
}
