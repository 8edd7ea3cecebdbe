import type { ModerationSettings } from '#domain/guild-settings.ts';
import type { ChannelId, GuildId } from '#domain/ids.ts';

/** Where something is shown; of a thread, with the channel that it is in. */
export type ShownIn = {
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  readonly parentChannelId?: ChannelId | null;
};

/** Whether pictures are posted there as spoilers, as those who manage the server have set it. */
export const isSpoilerPlace = (
  { spoilerChannels }: Pick<ModerationSettings, 'spoilerChannels'>,
  { channelId, parentChannelId }: Pick<ShownIn, 'channelId' | 'parentChannelId'>,
): boolean => spoilerChannels.some((id) => id === channelId || id === parentChannelId);
