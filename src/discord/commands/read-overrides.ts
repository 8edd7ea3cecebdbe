/**
 * Administrators' overrides for the bot's commands (Server Settings, Integrations). Read from Discord when first needed
 * in a server, and cached until Discord reports a change. If they cannot be read in time the result is null, and the
 * default permissions apply.
 */
import { ApplicationCommandPermissionType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { setNewest } from '#domain/bounded-map.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { CommandOverride, CommandOverrides } from './command-permission.ts';

/** The answer must be sent within three seconds. */
const TIMEOUT_MS = 1_000;

/** How long a stale value lasts after a lost event. */
const KEPT_MS = 5 * 60_000;
const KEPT_MAX = 2_000;

const KINDS = new Map<number, CommandOverride['kind']>([
  [ApplicationCommandPermissionType.Role, 'role'],
  [ApplicationCommandPermissionType.User, 'user'],
  [ApplicationCommandPermissionType.Channel, 'channel'],
]);

const overridesSchema = z.array(
  z.object({
    id: z.string(),
    permissions: z.array(
      z.object({ id: z.string(), type: z.number(), permission: z.boolean() }).transform((line) => {
        const kind = KINDS.get(line.type);
        return kind === undefined ? [] : [{ kind, id: line.id, isAllowed: line.permission }];
      }),
    ),
  }),
);
type Overrides = z.infer<typeof overridesSchema>;

const changeSchema = z.object({ guild_id: z.string() });

/** Reads overrides, with a cache. */
export type OverrideReader = {
  /** The overrides of one command; null if they cannot be read now. */
  read(command: {
    readonly guildId: GuildId;
    readonly applicationId: string;
    readonly commandId: string;
  }): Promise<CommandOverrides | null>;
  /** Handles Discord's event of changed overrides. */
  handle(payload: unknown): void;
};

/** A reader over Discord's REST API. */
export function createOverrideReader(edge: {
  readonly rest: DiscordRest;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}): OverrideReader {
  const { rest, clock, log } = edge;
  const kept = new Map<string, { readonly overrides: Overrides; readonly untilMs: number }>();
  let changes = 0;

  const ask = async (guildId: GuildId, applicationId: string): Promise<Overrides | null> => {
    const changesBefore = changes;
    const reply = await rest.ask({
      method: 'get',
      route: Routes.guildApplicationCommandsPermissions(applicationId, guildId),
      as: 'bot',
      timeoutMs: TIMEOUT_MS,
      reads: overridesSchema,
    });
    if (reply.kind === 'failed') {
      const { detail } = reply.failure;
      log.warn({ guild: guildId, detail }, 'overrides of commands could not be read');
      return null;
    }
    // After a change during the request the reply may be outdated.
    if (changes === changesBefore) {
      const untilMs = clock.nowMs() + KEPT_MS;
      setNewest(kept, guildId, { overrides: reply.value, untilMs }, KEPT_MAX);
    }
    return reply.value;
  };

  return {
    read: async ({ guildId, applicationId, commandId }) => {
      const known = kept.get(guildId);
      const isFresh = known !== undefined && known.untilMs > clock.nowMs();
      const overrides = isFresh ? known.overrides : await ask(guildId, applicationId);
      if (overrides === null) return null;
      const of = (id: string) =>
        overrides.filter((one) => one.id === id).flatMap(({ permissions }) => permissions.flat());
      return { ofCommand: of(commandId), ofApplication: of(applicationId) };
    },
    handle: (payload) => {
      changes += 1;
      const read = changeSchema.safeParse(payload);
      if (read.success) kept.delete(read.data.guild_id);
      else kept.clear();
    },
  };
}
