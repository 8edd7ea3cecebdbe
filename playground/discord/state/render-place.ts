import type { APIChannel, APIGuild, APIGuildMember, APIRole } from 'discord-api-types/v10';
import { z } from 'zod';
import { provenAs } from '#playground/discord/rules/schema.ts';
import type {
  Channel,
  Guild,
  GuildChannel,
  Member,
  World,
} from '#playground/discord/world/world.ts';
import { renderUser } from './render-user.ts';

const wireChannel = provenAs<APIChannel>(z.unknown());
const wireGuild = provenAs<APIGuild>(z.unknown());
const wireMember = provenAs<APIGuildMember>(z.unknown());
const wireRole = provenAs<APIRole>(z.unknown());

/** Discord's types of channels: private and public threads, voice and text. */
const typeOf = ({ threadOf, isClosedToBot, isVoice }: GuildChannel): number =>
  threadOf !== undefined ? (isClosedToBot === true ? 12 : 11) : isVoice === true ? 2 : 0;

/** A channel in Discord's JSON, as its reader sees it: a direct one is called after the other of the two. */
export const renderChannel = (
  world: World,
  channel: Channel,
  readerId: string = world.botId,
): APIChannel => {
  if (channel.kind === 'direct') {
    const other = readerId === channel.personId ? world.botId : channel.personId;
    const person = world.accounts.get(other);
    return wireChannel.parse({
      id: channel.id,
      type: 1,
      flags: 0,
      last_message_id: null,
      recipients: person === undefined ? [] : [renderUser(person)],
    });
  }
  return wireChannel.parse({
    id: channel.id,
    type: typeOf(channel),
    guild_id: channel.guildId,
    name: channel.name,
    topic: channel.topic,
    position: channel.position,
    nsfw: channel.adultsOnly,
    flags: 0,
    parent_id: channel.threadOf ?? null,
    last_message_id: null,
    rate_limit_per_user: 0,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.targetId,
      type: overwrite.kind === 'role' ? 0 : 1,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
  });
};

/** A member in Discord's JSON, with the account. */
export const renderMember = (world: World, member: Member): APIGuildMember => {
  const account = world.accounts.get(member.userId);
  if (account === undefined) throw new Error(`Member ${member.userId} has no account.`);
  return wireMember.parse({
    user: renderUser(account),
    nick: null,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: new Date(member.joinedAtMs).toISOString(),
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: 0,
  });
};

const renderRole = (role: Guild['roles'][number]): APIRole =>
  wireRole.parse({
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    mentionable: role.mentionable,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    icon: null,
    unicode_emoji: null,
    description: null,
    flags: 0,
  });

/** A server in Discord's JSON, without its channels and members. */
export const renderGuild = (guild: Guild): APIGuild =>
  wireGuild.parse({
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: guild.roles.map(renderRole),
    premium_tier: guild.boostLevel,
    emojis: [],
    stickers: [],
    features: [],
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    max_presences: null,
    max_members: 500_000,
    max_video_channel_users: 25,
    max_stage_video_channel_users: 50,
    vanity_url_code: null,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.locale,
    nsfw: false,
    nsfw_level: 0,
    hub_type: null,
    incidents_data: null,
  });

/** A server as the gateway gives it: complete, for the caches of a bot with the Guilds intent. */
export const renderGatewayGuild = (world: World, guild: Guild) => ({
  ...renderGuild(guild),
  joined_at: new Date(guild.members.at(-1)?.joinedAtMs ?? 0).toISOString(),
  large: false,
  unavailable: false,
  member_count: guild.members.length,
  members: guild.members
    .filter((member) => member.userId === world.botId)
    .map((member) => renderMember(world, member)),
  channels: [...world.channels.values()]
    .filter((channel) => channel.kind === 'guild' && channel.guildId === guild.id)
    .map((channel) => renderChannel(world, channel)),
  threads: [],
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
});
