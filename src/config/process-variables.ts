/** Variables of a bot that several processes make up, as `config-schema.ts` has the others. */
import { z } from 'zod';
import { ROLES, type Role } from './roles.ts';
import { address, list } from './value-kinds.ts';

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
  DISCORD_REST_PROXY: address
    .optional()
    .describe(
      "Base of a proxy that all requests to Discord's REST API go through instead, as `http://nirn-proxy:8080/api`; it knows the limits of all processes together.",
    ),
};

/** What this process is of the whole. */
export type ProcessSettings = {
  readonly roles: ReadonlySet<Role>;
  /** Null: as many as Discord asks for. */
  readonly shards: number | null;
  /** Where requests to Discord are sent: a proxy, or Discord itself. */
  readonly discordRestUrl: string;
};

/** What the variables say. */
export const processSettings = (
  values: z.output<z.ZodObject<typeof PROCESS_VARIABLES>> & { readonly DISCORD_API_URL: string },
): ProcessSettings => ({
  roles: new Set(values.ROLES),
  shards: values.SHARDS,
  discordRestUrl: values.DISCORD_REST_PROXY ?? values.DISCORD_API_URL,
});
