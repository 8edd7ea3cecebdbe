import { z } from 'zod';

/** Discord's ids contain their creation time (docs.discord.com, Reference): ms since 2015, then 22 bits. */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const BELOW_TIME_BITS = 22n;

/** A Discord id. */
export const snowflake = z.string().regex(/^\d{1,20}$/);

/** The creation time of an id. */
export function snowflakeAtMs(id: string): number {
  return Number(BigInt(id) >> BELOW_TIME_BITS) + DISCORD_EPOCH_MS;
}
