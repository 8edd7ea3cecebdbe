/** Variables of a bot with several processes; the others are in `config-schema.ts`. */
import { z } from 'zod';
import { ROLES, type Role } from './roles.ts';
import { address, list } from './value-kinds.ts';

/** The process's roles, and the sharding of the gateway connection. */
export const PROCESS_VARIABLES = {
  ROLES: list
    .transform((roles) => (roles.length === 0 ? [...ROLES] : roles))
    .pipe(z.array(z.enum(ROLES, `is none of ${ROLES.join(', ')}`)))
    .describe(
      'Roles of this process when several share a PostgreSQL database: `gateway`, `worker`, `web`; by default all.',
    ),
  SHARDS: z
    .string()
    .regex(/^(?:auto|[1-9]\d{0,4})$/, 'is neither auto nor a whole number')
    .default('auto')
    .transform((text) => (text === 'auto' ? null : Number(text)))
    .describe(
      'Number of shards of the gateway connection; `auto`: as many as Discord recommends. Processes with the role `gateway` share them.',
    ),
  DISCORD_REST_PROXY: address
    .optional()
    .describe(
      "Base of a proxy for all requests to Discord's REST API, such as `http://nirn-proxy:8080/api`; it applies the rate limits for all processes together.",
    ),
};

/** This process's settings. */
export type ProcessSettings = {
  readonly roles: ReadonlySet<Role>;
  /** Null: as many as Discord recommends. */
  readonly shards: number | null;
  /** The base URL for requests to Discord: a proxy, or Discord itself. */
  readonly discordRestUrl: string;
};

/** Reads the variables. */
export const processSettings = (
  values: z.output<z.ZodObject<typeof PROCESS_VARIABLES>> & { readonly DISCORD_API_URL: string },
): ProcessSettings => ({
  roles: new Set(values.ROLES),
  shards: values.SHARDS,
  discordRestUrl: values.DISCORD_REST_PROXY ?? values.DISCORD_API_URL,
});
