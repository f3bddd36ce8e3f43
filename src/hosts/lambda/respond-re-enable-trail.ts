import { reEnableTrail } from '../../edges/responders/re-enable-trail.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('re-enable-trail', reEnableTrail);
