import type { APIApplicationCommandOptionChoice } from 'discord-api-types/v10';
import { z } from 'zod';
import { limits } from './limits.ts';
import { provenAs } from './schema.ts';

const { command: bounds } = limits;
const localizations = z.record(z.string(), z.string()).nullish();

/** One suggestion of a command option. */
export const choiceSchema = z.object({
  name: z.string().min(1).max(bounds.choiceName),
  name_localizations: localizations,
  value: z.union([z.string().max(bounds.choiceValue), z.number()]),
});

/** The answer to an autocomplete: at most 25 choices. */
export const choicesSchema: z.ZodType<readonly APIApplicationCommandOptionChoice[]> = z
  .object({
    choices: provenAs<readonly APIApplicationCommandOptionChoice[]>(
      z.array(choiceSchema).max(bounds.choices),
    ),
  })
  .transform((data) => data.choices);
