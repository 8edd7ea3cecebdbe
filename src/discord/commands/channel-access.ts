/**
 * The bot's access to a channel that a setting names. An interaction only has the permissions of its own channel, so
 * Discord is asked; if it does not answer in time, nothing is refused.
 */
import { ChannelType, PermissionFlagsBits, Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { DiscordReply, DiscordRest } from '#discord/rest/discord-rest.ts';
import type { ChannelId } from '#domain/ids.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';
import { missingPermissions } from './channel-permissions.ts';

/** Two rounds of requests and the answer must fit into three seconds. */
const TIMEOUT_MS = 1_000;

const bits = z.string().transform(BigInt);

/** The fields to read of a server, the bot's membership and a channel. */
export const accessSchemas = {
  guild: z.object({
    owner_id: z.string(),
    roles: z.array(z.object({ id: z.string(), permissions: bits })),
  }),
  member: z.object({
    roles: z.array(z.string()),
    communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
  }),
  channel: z.object({
    name: z.string().nullish(),
    type: z.number(),
    guild_id: z.string().nullish(),
    parent_id: z.string().nullish(),
    permission_overwrites: z
      .array(z.object({ id: z.string(), allow: bits, deny: bits }))
      .default([]),
  }),
} as const;
type Channel = z.infer<typeof accessSchemas.channel>;

/** The bot in a server. */
export type BotInGuild = {
  readonly guildId: string;
  readonly botUserId: string;
  readonly guild: z.infer<typeof accessSchemas.guild>;
  readonly member: z.infer<typeof accessSchemas.member>;
};

/** The bot's access to a channel by Discord. */
export type ChannelAccess =
  | {
      readonly kind: 'known';
      readonly name: string | null;
      /** The permissions that the bot lacks to post a result there. */
      readonly lacking: readonly NeededPermission[];
    }
  /** The bot does not see it, or is not in its server. */
  | { readonly kind: 'unseen' }
  /** There is no such channel, or it takes no messages. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

const THREADS: readonly number[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];
/** Forums only have posts in threads. */
const OF_THREADS: readonly number[] = [...THREADS, ChannelType.GuildForum, ChannelType.GuildMedia];
const VOICES: readonly number[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];
const TEXTS: readonly number[] = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** Reads the bot's access to the channel from Discord. */
export async function readChannelAccess(
  rest: DiscordRest,
  botUserId: string | null,
  id: ChannelId,
): Promise<ChannelAccess> {
  const channel = await get(rest, Routes.channel(id), accessSchemas.channel);
  if (channel.kind === 'failed') {
    const { kind } = channel.failure;
    return { kind: kind === 'forbidden' ? 'unseen' : kind === 'closed' ? 'none' : 'unknown' };
  }
  const { type, name, guild_id: guildId, parent_id: parentId } = channel.value;
  if (![...TEXTS, ...VOICES, ...OF_THREADS].includes(type)) return { kind: 'none' };
  if (!guildId || botUserId === null) return { kind: 'unknown' };
  const [guild, member, parent] = await Promise.all([
    get(rest, Routes.guild(guildId), accessSchemas.guild),
    get(rest, Routes.guildMember(guildId, botUserId), accessSchemas.member),
    // Threads have their channel's permissions.
    THREADS.includes(type) && parentId
      ? get(rest, Routes.channel(parentId), accessSchemas.channel)
      : channel,
  ]);
  if (guild.kind === 'failed' || member.kind === 'failed' || parent.kind === 'failed') {
    return { kind: 'unknown' };
  }
  const bot = { guildId, botUserId, guild: guild.value, member: member.value };
  const lacking = missingIn(bot, parent.value, OF_THREADS.includes(type));
  return { kind: 'known', name: name ?? null, lacking };
}

/** The permissions that the bot lacks to post a result in the channel, or in its threads. */
export const missingIn = (
  bot: BotInGuild,
  channel: Channel,
  inThread: boolean,
): readonly NeededPermission[] =>
  missingPermissions({
    appPermissions: permissionsIn(bot, channel),
    inThread,
    inVoice: VOICES.includes(channel.type),
  });

function get<Answer>(
  rest: DiscordRest,
  route: `/${string}`,
  reads: z.ZodType<Answer>,
): Promise<DiscordReply<Answer>> {
  return rest.ask({ method: 'get', route, as: 'bot', timeoutMs: TIMEOUT_MS, reads });
}

/** As docs.discord.com computes them (Permissions, Permission Overwrites): everyone, then roles, then the member. */
function permissionsIn({ guildId, botUserId, guild, member }: BotInGuild, channel: Channel) {
  const all = PermissionFlagsBits.Administrator;
  if (guild.owner_id === botUserId) return all;
  const base = guild.roles
    .filter(({ id }) => id === guildId || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | permissions, 0n);
  if ((base & all) !== 0n) return all;
  const layers = [
    (id: string) => id === guildId,
    (id: string) => id !== guildId && member.roles.includes(id),
    (id: string) => id === botUserId,
  ];
  return layers.reduce((sum, isIn) => {
    const layer = channel.permission_overwrites.filter(({ id }) => isIn(id));
    const deny = layer.reduce((part, overwrite) => part | overwrite.deny, 0n);
    const allow = layer.reduce((part, overwrite) => part | overwrite.allow, 0n);
    return (sum & ~deny) | allow;
  }, base);
}
