import type { JobId } from '#domain/ids.ts';

/** The source of ids and secrets; seeded in simulations. */
export type Random = {
  jobId(nowMs: number): JobId;
  /** At least 128 bits, as URL-safe text. */
  secret(): string;
  /** Uniform in [0, 1), for jitter. */
  unit(): number;
};
