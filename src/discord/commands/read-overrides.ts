/**
 * What administrators set for the bot's commands in Server Settings, Integrations. Asked of Discord when
 * first needed in a server, kept until Discord says that it changed. It never keeps anybody waiting: what
 * cannot be read in time reads as null, and the bot's own demand holds.
 */
import { ApplicationCommandPermissionType, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { forgetOldest } from '#domain/forget-oldest.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { CommandOverride, CommandOverrides } from './command-permission.ts';

/** The answer must be there within three seconds. */
const TIMEOUT_MS = 1_000;

/** How long an event that was lost in an outage leaves an old setting standing. */
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

/** Reads the permissions that administrators set for commands; answers are kept for a while. */
export type OverrideReader = {
  /** The overrides of one command; null where they cannot be found out now. */
  read(command: {
    readonly guildId: GuildId;
    readonly applicationId: string;
    readonly commandId: string;
  }): Promise<CommandOverrides | null>;
  /** Takes Discord's event that a server's overrides changed. */
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
    // What changed while it was on its way may be older than the change.
    if (changes === changesBefore) {
      kept.delete(guildId);
      kept.set(guildId, { overrides: reply.value, untilMs: clock.nowMs() + KEPT_MS });
      forgetOldest(kept, KEPT_MAX);
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
