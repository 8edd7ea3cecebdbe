import type { AppContext } from '#application/app-context.ts';
import { ALL_SERVERS, type ModerationSettings } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';

/** What operators and a server keep out, as it is now. */
export type ModerationRules = {
  readonly everywhere: ModerationSettings;
  readonly here: ModerationSettings;
};

/** Both, read once for a request and handed on: with a database elsewhere each look is a round trip. */
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
