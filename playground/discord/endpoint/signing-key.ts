import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** The application's key pair: Discord signs with the private half, apps check with the public one. */
export type SigningKey = {
  /** As the developer portal shows it: 64 hexadecimal digits. */
  readonly publicKey: string;
  /** The headers of a request with that body, signed at that time. */
  readonly headers: (body: string, atMs: number) => Readonly<Record<string, string>>;
};

/** What stands before the 32 bytes of an Ed25519 private key in DER form (RFC 8410, section 7). */
const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const keyBytes = 32;

/** The same secret gives the same keys. */
export const createSigningKey = (secret: string): SigningKey => {
  const seed = createHash('sha256').update(secret).digest();
  const key = createPrivateKey({
    key: Buffer.concat([derPrefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicDer = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: publicDer.subarray(-keyBytes).toString('hex'),
    headers: (body, atMs) => {
      const timestamp = String(Math.floor(atMs / 1_000));
      return {
        'content-type': 'application/json',
        'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
        'x-signature-timestamp': timestamp,
        'x-signature-ed25519': sign(null, Buffer.from(timestamp + body), key).toString('hex'),
      };
    },
  };
};
