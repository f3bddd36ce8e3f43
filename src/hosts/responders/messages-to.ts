import type { ResponderName } from '../../edges/responders/responder.ts';

/** Messages to a responder are to this name: no sink can have it. */
export const messagesTo = (name: ResponderName) => `responder:${name}`;
