import type { APIEmbed } from 'discord-api-types/v10';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { permissionNames } from '#discord/screens/permission-keys.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import type { ChannelId } from '#domain/ids.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';
import type { InteractionContext } from './command.ts';

/** The purpose of a channel setting. */
type Purpose = 'notices' | 'results';

/** The permissions that the bot lacks in the channel for the purpose; none if unknown. */
export async function missingInChannel(
  { channelAccess }: Pick<InteractionContext, 'channelAccess'>,
  channel: ChannelId,
  purpose: Purpose,
): Promise<readonly NeededPermission[]> {
  const access = await channelAccess(channel);
  const lacking: readonly NeededPermission[] =
    access.kind === 'unseen' ? ['view-channel'] : access.kind === 'known' ? access.lacking : [];
  return lacking.filter((name) => purpose === 'results' || name !== 'attach-files');
}

/** The refusal of a channel for a setting, else null. */
export async function closedChannelEmbed(
  context: Pick<InteractionContext, 'channelAccess'>,
  { translator }: Pick<CommandInteraction, 'translator'>,
  channel: ChannelId,
  purpose: Purpose,
): Promise<APIEmbed | null> {
  const lacking = await missingInChannel(context, channel, purpose);
  if (lacking.length === 0) return null;
  const permissions = permissionNames(translator, lacking);
  return unchangedEmbed(
    translator,
    translator.say('change.channel-closed', { channel: `<#${channel}>`, permissions }),
  );
}
