import { z } from 'zod';

/** Discord's ids hold the moment they were made (docs.discord.com, Reference): ms since 2015, then 22 bits. */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const BELOW_TIME_BITS = 22n;

/** An id of Discord's. */
export const snowflake = z.string().regex(/^\d{1,20}$/);

/** When the thing with this id was made. */
export function snowflakeAtMs(id: string): number {
  return Number(BigInt(id) >> BELOW_TIME_BITS) + DISCORD_EPOCH_MS;
}
