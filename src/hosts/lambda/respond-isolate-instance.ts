import { isolateInstance } from '../../edges/responders/isolate-instance.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('isolate-instance', isolateInstance);
