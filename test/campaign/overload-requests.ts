/** Interactions as Discord's signed requests, over as many kept connections as it takes. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { Agent, request } from 'undici';

/** Sends to one bot. */
export type RequestSender = {
  /** What the bot is told; 64 hexadecimal digits. */
  readonly publicKey: string;
  /** Resolves with the response; an empty body where the bot gave none. */
  readonly imagine: () => Promise<{ readonly ms: number; readonly body: string }>;
  readonly close: () => Promise<void>;
};

const CONNECTIONS = 512;
/** What stands before the 32 bytes of an Ed25519 key in DER form (RFC 8410, section 4). */
const DER_PREFIX_BYTES = 12;

/** A sender with a key pair of its own. */
export function createRequestSender(port: number, next: () => object): RequestSender {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  return {
    publicKey: der.subarray(DER_PREFIX_BYTES).toString('hex'),
    imagine: async () => {
      const fromMs = performance.now();
      const body = JSON.stringify(next());
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
      const response = await request(`http://127.0.0.1:${port}/interactions`, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          'x-signature-ed25519': signature,
          'x-signature-timestamp': timestamp,
        },
        body,
      });
      return { body: await response.body.text(), ms: performance.now() - fromMs };
    },
    close: () => agent.close(),
  };
}
