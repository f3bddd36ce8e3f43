import type { Json } from '../../base/json.ts';
import type { EpochMs } from '../../base/units.ts';
import type { Site } from '../account.ts';
import type { Random } from '../random.ts';
import type { Call } from '../record.ts';

/** Makes one call of a kind, with other values each time. */
export type Maker = (site: Site, random: Random, at: EpochMs) => Call;

/** A reading call: most of what happens in an account. */
export function read(service: string, name: string, request: Json = null): Call {
  return { service, name, readOnly: true, request };
}

/** A reading call whose parameters never differ: made once. */
export function always(service: string, name: string, request: Json = null): Maker {
  const call = read(service, name, request);
  return () => call;
}

/** The same call, denied for want of the IAM action. */
export function denied(maker: Maker, action: string): Maker {
  return (site, random, at) => ({ ...maker(site, random, at), denied: action });
}

/** The same call, failed. */
export function failed(maker: Maker, code: string, message: string): Maker {
  return (site, random, at) => ({ ...maker(site, random, at), error: { code, message } });
}

/** The same call, slowed down by AWS. */
export function throttled(maker: Maker): Maker {
  return (site, random, at) => {
    const call = maker(site, random, at);
    const error =
      call.service === 'ec2'
        ? { code: 'Client.RequestLimitExceeded', message: 'Request limit exceeded.' }
        : { code: 'ThrottlingException', message: 'Rate exceeded' };
    return { ...call, error };
  };
}

/** A table to draw makers from: each as often as its weight says. */
export function mix(...weighted: readonly (readonly [weight: number, maker: Maker])[]): readonly Maker[] {
  return weighted.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));
}
