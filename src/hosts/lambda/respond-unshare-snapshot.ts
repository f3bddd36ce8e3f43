import { unshareSnapshot } from '../../edges/responders/unshare-snapshot.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('unshare-snapshot', unshareSnapshot);
