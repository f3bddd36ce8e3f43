import { openDynamoDbStore } from '../../src/edges/stores/dynamodb/open-dynamodb-store.ts';
import { deliverEvent } from '../live/racing-writers.ts';

/** A process of its own: `racing-process TABLE EVENT`. */
const [table = '', event = ''] = process.argv.slice(2);
const sleep = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));
const clock = { now: () => Date.now(), sleep };
const store = await openDynamoDbStore({ table, clock });
await deliverEvent(Number(event), store, clock);
await store.close();
