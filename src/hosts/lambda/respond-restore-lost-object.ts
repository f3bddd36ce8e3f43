import { restoreLostObject } from '../../edges/responders/restore-lost-object.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('restore-lost-object', restoreLostObject);
