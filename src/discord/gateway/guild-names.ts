/**
 * Names of servers, for operators. Without intents Discord sends no names: they are requested when shown, and cached.
 * Names that are not found in time are left out, since a list of ids is better than no answer.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { setNewest } from '#domain/bounded-map.ts';
import { type GuildId, guildId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';

const KEPT_MS = 60 * 60_000;
const KEPT_MAX = 5_000;

/** Autocomplete asks for the list at every letter, and a new server must be found soon. */
const LIST_KEPT_MS = 60_000;

/** The answer that shows the names must be sent within three seconds. */
const TIMEOUT_MS = 1_500;

/** The most requests at once: Discord allows a bot 50 a second. */
const ASKED_MAX = 40;

/** Discord's largest page (docs.discord.com, Get Current User Guilds). */
const PAGE = 200;

const serversSchema = z.array(z.object({ id: z.string(), name: z.string() }));
const guildSchema = z.object({ name: z.string() });

/** Names of servers. */
export type GuildNames = {
  /** The names that are cached or found in time; a server that the bot has left has none. */
  read(ids: readonly GuildId[]): Promise<ReadonlyMap<GuildId, string>>;
  /** Every server that the bot is in, by id, at most a minute old; null if Discord does not answer. */
  all(): Promise<ReadonlyMap<GuildId, string> | null>;
};

/** Reads names over REST and caches them. */
export function createGuildNames(edge: {
  readonly rest: DiscordRest;
  readonly clock: Pick<Clock, 'nowMs'>;
}): GuildNames {
  let list: { readonly servers: ReadonlyMap<GuildId, string>; readonly untilMs: number } | null =
    null;
  let listing: Promise<ReadonlyMap<GuildId, string> | null> | null = null;
  const known = new Map<GuildId, { readonly name: string; readonly untilMs: number }>();

  const ask = async (id: GuildId): Promise<void> => {
    const reply = await edge.rest.ask({
      method: 'get',
      route: Routes.guild(id),
      as: 'bot',
      timeoutMs: TIMEOUT_MS,
      reads: guildSchema,
    });
    if (reply.kind === 'failed') return;
    const { name } = reply.value;
    setNewest(known, id, { name, untilMs: edge.clock.nowMs() + KEPT_MS }, KEPT_MAX);
  };

  const askAll = async (): Promise<ReadonlyMap<GuildId, string> | null> => {
    const servers = await listServers(edge.rest);
    if (servers !== null) list = { servers, untilMs: edge.clock.nowMs() + LIST_KEPT_MS };
    return servers;
  };

  return {
    all: async () => {
      if (list !== null && list.untilMs > edge.clock.nowMs()) return list.servers;
      listing ??= askAll().finally(() => {
        listing = null;
      });
      return listing;
    },
    read: async (ids) => {
      const nowMs = edge.clock.nowMs();
      const wanted = [...new Set(ids)];
      const unknown = wanted.filter((id) => (known.get(id)?.untilMs ?? 0) <= nowMs);
      await Promise.all(unknown.slice(0, ASKED_MAX).map(ask));
      return new Map(
        wanted.flatMap((id) => {
          const found = known.get(id);
          return found === undefined ? [] : [[guildId(id), found.name] as const];
        }),
      );
    },
  };
}

/** Every server that the bot is in, with its name; null if a request failed. */
export async function listServers(rest: DiscordRest): Promise<ReadonlyMap<GuildId, string> | null> {
  const found = new Map<GuildId, string>();
  let after = '0';
  for (;;) {
    const reply = await rest.ask({
      method: 'get',
      route: Routes.userGuilds(),
      as: 'bot',
      query: new URLSearchParams({ limit: String(PAGE), after }),
      reads: serversSchema,
    });
    if (reply.kind === 'failed') return null;
    for (const { id, name } of reply.value) found.set(guildId(id), name);
    const last = reply.value.at(-1);
    if (last === undefined || reply.value.length < PAGE) return found;
    after = last.id;
  }
}
