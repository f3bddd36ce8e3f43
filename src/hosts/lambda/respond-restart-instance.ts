import { restartInstance } from '../../edges/responders/restart-instance.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('restart-instance', restartInstance);
