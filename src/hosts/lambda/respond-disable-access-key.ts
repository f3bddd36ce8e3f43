import { disableAccessKey } from '../../edges/responders/disable-access-key.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('disable-access-key', disableAccessKey);
