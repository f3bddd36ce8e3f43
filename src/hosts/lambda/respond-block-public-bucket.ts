import { blockPublicBucket } from '../../edges/responders/block-public-bucket.ts';
import { responderHandler } from './responders/start-responder.ts';

export const handler = responderHandler('block-public-bucket', blockPublicBucket);
