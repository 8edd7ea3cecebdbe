import type { AppContext } from '#application/app-context.ts';
import { ALL_SERVERS, type ModerationSettings } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';

/** The current moderation settings of the operators and of a server. */
export type ModerationRules = {
  readonly everywhere: ModerationSettings;
  readonly here: ModerationSettings;
};

/** Reads both once per request: with a remote database each read is a round trip. */
export async function moderationRules(
  { store }: Pick<AppContext, 'store'>,
  guildId: GuildId,
): Promise<ModerationRules> {
  const [everywhere, here] = await Promise.all([
    store.guildSettings(ALL_SERVERS),
    store.guildSettings(guildId),
  ]);
  return { everywhere: everywhere.moderation, here: here.moderation };
}
