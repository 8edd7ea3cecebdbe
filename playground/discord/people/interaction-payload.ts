import type { Discord } from '#playground/discord/discord.ts';
import { timedOutUntilMs } from '#playground/discord/faults/lasting-faults.ts';
import { permissionsIn } from '#playground/discord/rules/permissions.ts';
import type { Interaction } from '#playground/discord/state/interaction.ts';
import { renderChannel, renderMember } from '#playground/discord/state/render-place.ts';
import { renderUser } from '#playground/discord/state/render-user.ts';
import { showMessage } from '#playground/discord/state/show-message.ts';
import { promisedFileBytes } from '#playground/discord/state/store-files.ts';
import { permissionBits } from '#playground/discord/world/build-world.ts';
import type { Channel } from '#playground/discord/world/world.ts';

const personPart = (discord: Discord, channel: Channel, userId: string): object => {
  const { world } = discord;
  const account = world.accounts.get(userId);
  if (account === undefined) throw new Error(`There is no account ${userId}.`);
  if (channel.kind === 'direct') return { user: renderUser(account) };
  const guild = world.guilds.get(channel.guildId);
  const member = guild?.members.find((each) => each.userId === userId);
  if (guild === undefined || member === undefined) {
    throw new Error(`${account.displayName} is not in server ${channel.guildId}.`);
  }
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: {
      ...renderMember(world, member),
      permissions: permissionsIn(world, channel, userId).toString(),
    },
  };
};

/** What Discord says that the app may do; without its bot, what everybody there may do. */
const appPermissions = (discord: Discord, channel: Channel, personId: string): bigint => {
  const { world } = discord;
  if (channel.kind === 'direct') return permissionsIn(world, channel, world.botId);
  const guild = world.guilds.get(channel.guildId);
  const isMember = guild?.members.some(({ userId }) => userId === world.botId) === true;
  if (!isMember) return permissionsIn(world, channel, personId);
  const bits = permissionsIn(world, channel, world.botId);
  const isTold = timedOutUntilMs(discord, channel.guildId, { told: true }) !== null;
  return isTold ? bits & permissionBits(['ViewChannel', 'ReadMessageHistory']) : bits;
};

const shownChannel = (discord: Discord, channel: Channel, userId: string): object => ({
  ...renderChannel(discord.world, channel),
  ...(channel.kind === 'guild'
    ? { permissions: permissionsIn(discord.world, channel, userId).toString() }
    : {}),
});

/** The INTERACTION_CREATE payload of one act. */
export const interactionPayload = (
  discord: Discord,
  interaction: Interaction,
  channel: Channel,
  data: object,
): object => {
  const { world } = discord;
  const pressed =
    interaction.pressedMessageId === null
      ? null
      : discord.messages.get(interaction.channelId, interaction.pressedMessageId);
  return {
    id: interaction.id,
    application_id: world.applicationId,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    data,
    ...personPart(discord, channel, interaction.userId),
    channel_id: channel.id,
    channel: shownChannel(discord, channel, interaction.userId),
    app_permissions: appPermissions(discord, channel, interaction.userId).toString(),
    authorizing_integration_owners: { 0: interaction.guildId ?? '0' },
    context: interaction.guildId === null ? 1 : 0,
    entitlements: [],
    locale: world.accounts.get(interaction.userId)?.locale ?? 'en-US',
    attachment_size_limit: promisedFileBytes(discord, interaction.guildId),
    ...(pressed === null ? {} : { message: showMessage(discord, pressed) }),
  };
};
