import type { ModerationSettings } from '#domain/guild-settings.ts';
import type { ChannelId, GuildId } from '#domain/ids.ts';

/** Where something is shown; a thread with its parent channel. */
export type ShownIn = {
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  readonly parentChannelId?: ChannelId | null;
};

/** Whether the server's settings make pictures there spoilers. */
export const isSpoilerPlace = (
  { spoilerChannels }: Pick<ModerationSettings, 'spoilerChannels'>,
  { channelId, parentChannelId }: Pick<ShownIn, 'channelId' | 'parentChannelId'>,
): boolean => spoilerChannels.some((id) => id === channelId || id === parentChannelId);
