import { createHash } from 'node:crypto';
import type { PlaygroundClock } from './clock.ts';

const discordEpochMs = 1_420_070_400_000;

/** The id Discord would give to the `increment`th thing made at that time: 18 or 19 digits since 2016. */
export const snowflakeAt = (atMs: number, increment: number): string =>
  ((BigInt(atMs - discordEpochMs) << 22n) | BigInt(increment % 4096)).toString();

/** When the thing with this id was made. */
export const snowflakeTimeMs = (id: string): number => Number(BigInt(id) >> 22n) + discordEpochMs;

/** True for what Discord accepts as an id in a path or a body. */
export const isSnowflake = (text: string): boolean => /^\d{17,20}$/.test(text);

/** Hands out ids and secrets; the same clock and seed give the same ones again. */
export type Mint = {
  /** Strictly increasing, also within a millisecond and when the clock stands still. */
  readonly snowflake: () => string;
  readonly secret: (purpose: string) => string;
};

export const createMint = (clock: PlaygroundClock, seed: string): Mint => {
  let last = 0n;
  let secrets = 0;
  return {
    snowflake: () => {
      const atLeast = BigInt(snowflakeAt(clock.nowMs(), 0));
      last = atLeast > last ? atLeast : last + 1n;
      return last.toString();
    },
    secret: (purpose) => {
      secrets += 1;
      return createHash('sha256').update(`${seed}:${purpose}:${secrets}`).digest('base64url');
    },
  };
};
