import { randomBytes, randomInt } from 'node:crypto';
import { mintJobId } from '#domain/ids.ts';
import type { Random } from '#ports/random.ts';

const UNIT_STEPS = 2 ** 32;

/** Drawn at once, as Node draws them for UUIDs: a system call for each job took 3 % of the time to accept it. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);

/** Bytes that are used once. */
function freshBytes(count: number): Buffer {
  if (pool.length < count) pool = randomBytes(POOL_BYTES);
  const fresh = pool.subarray(0, count);
  pool = pool.subarray(count);
  return fresh;
}

/** The system's cryptographic randomness. The only file of `src` that draws it. */
export const systemRandom: Random = {
  jobId: (nowMs) => mintJobId(nowMs, freshBytes(7)),
  secret: () => freshBytes(24).toString('base64url'),
  unit: () => randomInt(UNIT_STEPS) / UNIT_STEPS,
};
