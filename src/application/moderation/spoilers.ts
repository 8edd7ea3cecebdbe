import type { AppContext } from '#application/app-context.ts';
import type { ChannelId, GuildId } from '#domain/ids.ts';

/** Where something is shown; of a thread, with the channel that it is in. */
export type ShownIn = {
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  readonly parentChannelId?: ChannelId | null;
};

/** Whether pictures are posted there as spoilers, as those who manage the server have set it. */
export async function isSpoilerPlace(
  { store }: Pick<AppContext, 'store'>,
  { guildId, channelId, parentChannelId }: ShownIn,
): Promise<boolean> {
  const { spoilerChannels } = (await store.guildSettings(guildId)).moderation;
  return spoilerChannels.some((id) => id === channelId || id === parentChannelId);
}
