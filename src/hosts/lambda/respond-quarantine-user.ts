import { quarantineUser } from '../../edges/responders/quarantine-user.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('quarantine-user', quarantineUser);
