import type { z } from 'zod';
import { number, wholeNumber } from './value-kinds.ts';

const days = wholeNumber(1, 36_500).optional();

/** Retention periods and size limits. */
export const RETENTION_VARIABLES = {
  KEEP_PICTURES_DAYS: days.describe(
    'Days after which pictures and videos are removed from the archive, favourites excepted; without it they are kept.',
  ),
  KEEP_PROMPTS_DAYS: days.describe(
    'Days after which prompts, given pictures and names are removed from finished jobs, whose buttons end with them; without it they are kept.',
  ),
  ARCHIVE_MAX_GB: number
    .positive('is not above 0')
    .max(1_000_000, 'is above 1000000')
    .optional()
    .describe(
      'Gigabytes (10^9 bytes) that the archive may hold: beyond them the oldest pictures are removed, favourites last. No limit without it.',
    ),
  FORGET_GUILDS_DAYS: days.describe(
    'Days after which everything personal of a server is removed that took the bot out; without it it is kept.',
  ),
};

const daysMs = (count: number | undefined): number | null =>
  count === undefined ? null : count * 24 * 3_600_000;

/** The settings in ms and bytes; null: unlimited. */
export const retentionSettings = (values: z.output<z.ZodObject<typeof RETENTION_VARIABLES>>) => ({
  picturesMs: daysMs(values.KEEP_PICTURES_DAYS),
  promptsMs: daysMs(values.KEEP_PROMPTS_DAYS),
  archiveBytesMax: values.ARCHIVE_MAX_GB === undefined ? null : values.ARCHIVE_MAX_GB * 1e9,
  goneGuildsMs: daysMs(values.FORGET_GUILDS_DAYS),
});
