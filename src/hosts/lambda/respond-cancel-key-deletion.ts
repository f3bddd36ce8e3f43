import { cancelKeyDeletion } from '../../edges/responders/cancel-key-deletion.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('cancel-key-deletion', cancelKeyDeletion);
