import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { type GuildId, guildId } from '#domain/ids.ts';

/** The most that Discord lists at once (docs.discord.com, Get Current User Guilds). */
const PAGE = 200;

const serversSchema = z.array(z.object({ id: z.string(), name: z.string() }));

/** Every server that the bot is in, with its name; null where Discord did not say so of all. */
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
