import { type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import { type EpochMs, HOUR, type Milliseconds, MINUTE } from '../../../base/units.ts';
import type { Refusal } from './refusals.ts';
import { snsCertificateNames } from './sns-address.ts';
import { type SnsMessage, stringToSign } from './sns-message.ts';

export interface SnsVerifierOptions {
  readonly clock: Clock;
  /** Gets the PEM from an address of SNS. Rejects if it can't be had now. */
  readonly fetchCertificate: (url: string) => Promise<string>;
}

/**
 * A message may be so old: SNS repeats for at most an hour (Amazon SNS Developer Guide, "Message delivery retries": 3,600 seconds in
 * all) with the time of the first try, and clocks differ. What is older was recorded by somebody and is being played again.
 */
const OLDEST: Milliseconds = HOUR + 15 * MINUTE;
const YOUNGEST: Milliseconds = -15 * MINUTE;
const HASHES: ReadonlyMap<string, string> = new Map([
  ['1', 'RSA-SHA1'],
  ['2', 'RSA-SHA256'],
]);
const KEPT_CERTIFICATES = 16;
/** Anybody can name addresses that don't exist. */
const FETCHES_A_MINUTE = 20;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

const forged = (reason: string): Refusal => ({ status: 403, reason });

/**
 * Tells whether a message is from SNS, and from now. Returns why not, or undefined if it is.
 *
 * The certificate is what the address in the message holds, which must be SNS's own: TLS vouches for it, and its chain isn't built
 * again. Its name and its dates are looked at, and it is kept as long as those hold.
 * Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
 */
export function createSnsVerifier(options: SnsVerifierOptions): (message: SnsMessage) => Promise<Refusal | undefined> {
  const { clock } = options;
  const certificates = createCertificates(options);

  return async (message) => {
    const hash = HASHES.get(message.signatureVersion);
    if (hash === undefined) return forged('the signature has an unknown version');
    const sent = TIMESTAMP.test(message.timestamp) ? Date.parse(message.timestamp) : Number.NaN;
    const age = clock.now() - sent;
    if (!(age <= OLDEST && age >= YOUNGEST)) return forged('the message is too old, or from the future');
    const names = snsCertificateNames(message.signingCertUrl);
    if (names === undefined) return forged('the certificate is not at an address of SNS');
    const certificate = await certificates(message.signingCertUrl);
    if ('status' in certificate) return certificate;
    const { key, from, to, isFor } = certificate;
    if (clock.now() < from || clock.now() > to) return forged('the certificate is not valid at this time');
    if (!names.some(isFor)) return forged('the certificate is not for SNS');
    const isGenuine = verify(hash, Buffer.from(stringToSign(message)), key, Buffer.from(message.signature, 'base64'));
    return isGenuine ? undefined : forged('the signature does not fit the message');
  };
}

interface Certificate {
  readonly key: KeyObject;
  readonly from: EpochMs;
  readonly to: EpochMs;
  isFor(name: string): boolean;
}

/** Fetches each certificate once, and keeps a few. */
function createCertificates({ clock, fetchCertificate }: SnsVerifierOptions): (url: string) => Promise<Certificate | Refusal> {
  const kept = new Map<string, Promise<Certificate>>();
  let minute = 0;
  let fetches = 0;
  const mayFetch = (): boolean => {
    const now = Math.floor(clock.now() / MINUTE);
    if (now !== minute) fetches = 0;
    minute = now;
    return ++fetches <= FETCHES_A_MINUTE;
  };

  return async (url) => {
    let certificate = kept.get(url);
    if (certificate === undefined) {
      if (!mayFetch()) return { status: 503, reason: 'too many certificates are asked for' };
      certificate = fetchCertificate(url).then(parseCertificate);
      kept.set(url, certificate);
      const [first] = kept.keys();
      if (kept.size > KEPT_CERTIFICATES && first !== undefined) kept.delete(first);
    }
    try {
      return await certificate;
    } catch {
      kept.delete(url);
      return { status: 503, reason: 'the certificate of SNS can not be had or read' };
    }
  };
}

/** @throws if it is none, or not one of RSA */
function parseCertificate(pem: string): Certificate {
  const certificate = new X509Certificate(pem);
  const key = certificate.publicKey;
  if (key.asymmetricKeyType !== 'rsa') throw new Error('no RSA key');
  return {
    key,
    from: Date.parse(certificate.validFrom),
    to: Date.parse(certificate.validTo),
    isFor: (name) => certificate.checkHost(name, { wildcards: false }) !== undefined,
  };
}
