import { z } from 'zod';
import { address } from './value-kinds.ts';

/** Who judges prompts beside the word lists. */
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

/** Who judges prompts before they go to a vendor. */
export type JudgeSettings = {
  readonly url: string;
  /** Secret. */
  readonly key: string | null;
  readonly model: string;
  /** What becomes of a prompt that it gives no answer to. */
  readonly whenDown: 'refuse' | 'allow';
};

/** The judge that the variables name; null: there are the word lists alone. */
export function judgeSettings(
  values: z.output<z.ZodObject<typeof MODERATION_VARIABLES>>,
): JudgeSettings | null {
  if (values.MODERATION_URL === undefined) return null;
  return {
    url: values.MODERATION_URL,
    key: values.MODERATION_KEY ?? null,
    model: values.MODERATION_MODEL,
    whenDown: values.MODERATION_WHEN_DOWN,
  };
}
