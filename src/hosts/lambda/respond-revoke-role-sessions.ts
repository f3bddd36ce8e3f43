import { revokeRoleSessions } from '../../edges/responders/revoke-role-sessions.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('revoke-role-sessions', revokeRoleSessions);
