/** Variables of a bot that several processes make up, as `config-schema.ts` has the others. */
import { z } from 'zod';
import { ROLES } from './roles.ts';
import { list } from './value-kinds.ts';

/** What a process does of the whole, and how the connection to Discord is divided. */
export const PROCESS_VARIABLES = {
  ROLES: list
    .transform((roles) => (roles.length === 0 ? [...ROLES] : roles))
    .pipe(z.array(z.enum(ROLES, `is none of ${ROLES.join(', ')}`)))
    .describe(
      'What this process does where several share a PostgreSQL database: `gateway`, `worker`, `web`; all without it.',
    ),
  SHARDS: z
    .string()
    .regex(/^(?:auto|[1-9]\d{0,4})$/, 'is neither auto nor a whole number')
    .default('auto')
    .transform((text) => (text === 'auto' ? null : Number(text)))
    .describe(
      'Into how many shards the connection to Discord is divided; `auto`: as many as Discord asks for. Processes with the role `gateway` share them.',
    ),
};
