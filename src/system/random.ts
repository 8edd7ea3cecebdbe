import { randomBytes, randomInt } from 'node:crypto';
import { mintJobId } from '#domain/ids.ts';
import type { Random } from '#ports/random.ts';

const UNIT_STEPS = 2 ** 32;

/** The system's cryptographic randomness. The only file of `src` that draws it. */
export const systemRandom: Random = {
  jobId: (nowMs) => mintJobId(nowMs, randomBytes(7)),
  secret: () => randomBytes(24).toString('base64url'),
  unit: () => randomInt(UNIT_STEPS) / UNIT_STEPS,
};
