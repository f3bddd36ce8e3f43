import { isJsonObject } from '../../base/json.ts';
import { type Target, targetKinds } from '../../model/target.ts';

/** What a responder's queue holds, from trailwatch itself. Whether anything is done about it is the responder's to say. */
export interface ResponseRequest {
  readonly trailwatch: 'response';
  readonly finding: string;
  readonly target: Target;
}

export function responseRequest(target: Target, finding: string): ResponseRequest {
  return { trailwatch: 'response', finding, target };
}

/** Undefined for what is none. */
export function readResponseRequest(body: unknown): ResponseRequest | undefined {
  if (!isJsonObject(body) || body.trailwatch !== 'response' || typeof body.finding !== 'string') return undefined;
  const target: unknown = body.target;
  if (!isJsonObject(target) || !(targetKinds as readonly unknown[]).includes(target.kind)) return undefined;
  if (typeof target.account !== 'string' || typeof target.region !== 'string') return undefined;
  return body as unknown as ResponseRequest;
}
