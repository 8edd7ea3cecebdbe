import { z } from 'zod';
import { address } from './value-kinds.ts';

/** The external moderation service. */
export const MODERATION_VARIABLES = {
  MODERATION_URL: address
    .optional()
    .describe(
      "A moderation endpoint compatible with OpenAI's, such as `https://api.openai.com/v1/moderations`: it receives the text of each prompt before anything is spent, and flagged prompts are refused. By default none.",
    ),
  MODERATION_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'has blanks or characters that no key has')
    .optional()
    .describe('Its API key, sent as a bearer token.'),
  MODERATION_MODEL: z.string().default('omni-moderation-latest').describe('Its model.'),
  MODERATION_WHEN_DOWN: z
    .enum(['refuse', 'allow'], 'is neither refuse nor allow')
    .default('refuse')
    .describe(
      'Handling of prompts while that endpoint does not respond: `refuse` (nothing is spent, people are asked to try again) or `allow`.',
    ),
  REPORTS_CHANNEL: z
    .string()
    .regex(/^\d{15,20}$/, 'is not the id of a channel (15 to 20 digits)')
    .optional()
    .describe(
      'The channel for reports, with the prompt, the people, the picture as a spoiler and buttons to decide; by default direct messages to OPERATOR_IDS.',
    ),
};

/** The service that moderates prompts before they go to a vendor. */
export type ModeratorSettings = {
  readonly url: string;
  /** Secret. */
  readonly key: string | null;
  readonly model: string;
  /** The handling of prompts while it does not respond. */
  readonly whenDown: 'refuse' | 'allow';
};

/** The configured moderation service; null: only the word lists. */
export function moderatorSettings(
  values: z.output<z.ZodObject<typeof MODERATION_VARIABLES>>,
): ModeratorSettings | null {
  if (values.MODERATION_URL === undefined) return null;
  return {
    url: values.MODERATION_URL,
    key: values.MODERATION_KEY ?? null,
    model: values.MODERATION_MODEL,
    whenDown: values.MODERATION_WHEN_DOWN,
  };
}
