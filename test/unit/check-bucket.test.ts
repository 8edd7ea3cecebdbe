/** How: the doctor's look at a strict S3 service on this machine. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkBucket } from '#src/operations/doctor/check-bucket.ts';
import { systemClock } from '#system/clock.ts';
import { type S3Server, startS3Server } from '#test/fixtures/s3-server.ts';

let service: S3Server;
beforeAll(async () => {
  service = await startS3Server();
});
afterAll(() => service.close());

const look = (secretAccessKey = service.secretAccessKey) => {
  const { endpoint, region, accessKeyId } = service;
  const place = { endpoint, region, accessKeyId, secretAccessKey, bucket: 'pictures', prefix: '' };
  return checkBucket(place, { clock: systemClock, chance: () => 0 });
};

it('says what a bucket holds, what is damaged in it, and who is refused', async () => {
  expect(await look()).toMatchObject({ state: 'ok', found: expect.stringContaining('0 pictures') });
  const bytes = Buffer.from('a picture');
  const key = createHash('sha256').update(bytes).digest('hex');
  const name = `${key.slice(0, 2)}/${key.slice(2, 4)}/${key}.png`;
  service.objects.set(name, { bytes, mediaType: 'image/png' });
  expect(await look()).toMatchObject({ state: 'ok', found: expect.stringContaining('1 pictures') });
  const removed = `${'0'.repeat(2)}/${'0'.repeat(2)}/${'0'.repeat(64)}.png`;
  service.objects.set(removed, {
    // Whoever lists it is the last to see it: the bot removes it then.
    get bytes() {
      service.objects.delete(removed);
      return bytes;
    },
    mediaType: 'image/png',
  });
  expect(await look()).toMatchObject({ state: 'ok', found: expect.stringContaining('1 pictures') });
  service.objects.set(name, { bytes: Buffer.from('rotten'), mediaType: 'image/png' });
  expect(await look()).toMatchObject({ state: 'problem', found: expect.stringContaining(name) });
  expect(await look('wrong')).toMatchObject({
    state: 'problem',
    found: expect.stringContaining('SignatureDoesNotMatch'),
    remedy: expect.stringContaining('AWS_SECRET_ACCESS_KEY'),
  });
});
