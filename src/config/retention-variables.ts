import type { z } from 'zod';
import { number, wholeNumber } from './value-kinds.ts';

const days = wholeNumber(1, 36_500).optional();

/** Retention periods and size limits. */
export const RETENTION_VARIABLES = {
  KEEP_PICTURES_DAYS: days.describe(
    'Days after which pictures and videos are deleted from the archive, except favourites; by default never.',
  ),
  KEEP_PROMPTS_DAYS: days.describe(
    'Days after which prompts, uploaded pictures and names are deleted from finished jobs, whose buttons then stop working; by default never.',
  ),
  ARCHIVE_MAX_GB: number
    .positive('is not above 0')
    .max(1_000_000, 'is above 1000000')
    .optional()
    .describe(
      'Maximum size of the archive in gigabytes (10^9 bytes): above it the oldest pictures are deleted, favourites last. By default unlimited.',
    ),
  FORGET_GUILDS_DAYS: days.describe(
    'Days after which all personal data of a server that removed the bot is deleted; by default never.',
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
