import { closeSecurityGroup } from '../../edges/responders/close-security-group.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('close-security-group', closeSecurityGroup);
