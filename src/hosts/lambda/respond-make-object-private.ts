import { makeObjectPrivate } from '../../edges/responders/make-object-private.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('make-object-private', makeObjectPrivate);
