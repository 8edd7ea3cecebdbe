import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Discord } from '#playground/discord/discord.ts';
import type { Gateway } from '#playground/discord/gateway/gateway.ts';
import { changeInteraction } from '#playground/discord/state/interaction-life.ts';
import type { PermissionName } from '#playground/discord/world/build-world.ts';
import type { Overwrite } from '#playground/discord/world/world.ts';
import { type Fault, type FaultInput, faultSchema } from './fault.ts';

const isPermission = (name: string): name is PermissionName => name in PermissionFlagsBits;

const deleteChannel = (discord: Discord, channelId: string): void => {
  const channel = discord.world.channels.get(channelId);
  if (channel === undefined) throw new Error(`There is no channel ${channelId}.`);
  discord.world.channels.delete(channelId);
  discord.messages.forgetChannel(channelId);
  if (channel.kind === 'direct') return;
  discord.events.emit({ kind: 'channel-deleted', channelId, guildId: channel.guildId });
};

const setPermission = (
  discord: Discord,
  fault: Extract<Fault, { readonly kind: 'deny-permission' | 'grant-permission' }>,
): void => {
  const { channelId, permission } = fault;
  const targetId = fault.userId ?? discord.world.botId;
  const channel = discord.world.channels.get(channelId);
  if (channel?.kind !== 'guild') throw new Error(`There is no server channel ${channelId}.`);
  if (!isPermission(permission)) throw new Error(`There is no permission "${permission}".`);
  const bit = PermissionFlagsBits[permission];
  const known = channel.overwrites.find((each) => each.targetId === targetId);
  const denied = fault.kind === 'deny-permission';
  const without = { allow: (known?.allow ?? 0n) & ~bit, deny: (known?.deny ?? 0n) & ~bit };
  const overwrite: Overwrite = {
    targetId,
    kind: 'member',
    allow: without.allow | (denied ? 0n : bit),
    deny: without.deny | (denied ? bit : 0n),
  };
  discord.world.channels.set(channelId, {
    ...channel,
    overwrites: [...channel.overwrites.filter((each) => each !== known), overwrite],
  });
  discord.events.emit({ kind: 'guild-changed', guildId: channel.guildId });
};

const closeDirectMessages = (discord: Discord, userId: string): void => {
  const account = discord.world.accounts.get(userId);
  if (account === undefined) throw new Error(`There is no account ${userId}.`);
  discord.world.accounts.set(userId, { ...account, acceptsDirectMessages: false });
};

const removeBot = (discord: Discord, guildId: string): void => {
  const guild = discord.world.guilds.get(guildId);
  if (guild === undefined) throw new Error(`There is no server ${guildId}.`);
  const members = guild.members.filter(({ userId }) => userId !== discord.world.botId);
  discord.world.guilds.set(guildId, { ...guild, members });
};

/** Makes a fault happen: at once, or when the next fitting request or act comes. */
export const applyFault = (discord: Discord, gateway: Gateway, input: FaultInput): void => {
  const fault = faultSchema.parse(input);
  switch (fault.kind) {
    case 'disconnect-gateway':
      gateway.disconnect(fault.code);
      return;
    case 'request-reconnect':
      gateway.requestReconnect();
      return;
    case 'invalid-session':
      gateway.invalidateSessions(fault.resumable);
      return;
    case 'delete-channel':
      deleteChannel(discord, fault.channelId);
      return;
    case 'deny-permission':
    case 'grant-permission':
      setPermission(discord, fault);
      return;
    case 'close-direct-messages':
      closeDirectMessages(discord, fault.userId);
      return;
    case 'expire-token': {
      const interaction = discord.interactions.get(fault.interactionId);
      if (interaction === null) throw new Error(`There is no interaction ${fault.interactionId}.`);
      changeInteraction(discord, interaction, { tokenEnded: true });
      return;
    }
    case 'block-words':
    case 'limit-uploads':
    case 'time-out-bot':
    case 'close-thread':
      discord.lasting.add({ ...fault, sinceMs: discord.clock.nowMs() });
      return;
    case 'remove-bot':
      removeBot(discord, fault.guildId);
      return;
    case 'lower-file-limit':
      discord.faults.lowerFileLimit(fault.bytes, fault.told);
      return;
    default:
      discord.faults.wait(fault);
  }
};
