/** How: signatures by Node's own `sign`, checked far more at once than are checked on other threads. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { createSignatureCheck } from '#web/signed-request.ts';

const AT_ONCE = 48;

it('tells right signatures from wrong ones, however many come at once', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const isSigned = createSignatureCheck(key);
  const body = Buffer.from('1764374400{"type":1}');
  const signature = sign(null, body, privateKey);
  const other = sign(null, Buffer.from('another body'), privateKey);
  const wanted = Array.from({ length: AT_ONCE }, (_, place) => place % 2 === 0);
  const told = await Promise.all(
    wanted.map((isRight) => isSigned(body, isRight ? signature : other)),
  );
  expect(told).toEqual(wanted);
});
