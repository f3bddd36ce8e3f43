import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key and its self-signed certificate, made on the spot. */
export interface TestCertificate {
  readonly pem: string;
  readonly key: KeyObject;
}

export interface CertificateWish {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** The least that is an X.509 certificate of version 1. Source: RFC 5280, section 4.1, and X.690 for DER. */
export function makeCertificate({ name, from, to }: CertificateWish): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sha256WithRsa = sequence(der(0x06, Buffer.from('2a864886f70d01010b', 'hex')), der(0x05));
  const commonName = sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(name)));
  const subject = sequence(der(0x31, commonName));
  const body = sequence(
    der(0x02, Buffer.from([1])),
    sha256WithRsa,
    subject,
    sequence(time(from), time(to)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('RSA-SHA256', body, privateKey)]);
  const base64 = sequence(body, sha256WithRsa, der(0x03, signature)).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return { pem: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'), key: privateKey };
}

/** UTCTime: `YYMMDDHHMMSSZ`. */
const time = (date: Date) =>
  der(
    0x17,
    Buffer.from(
      `${date
        .toISOString()
        .replace(/[-:T]|\..*$/g, '')
        .slice(2)}Z`,
    ),
  );
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}
