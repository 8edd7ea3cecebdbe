import type { AppContext } from '#application/app-context.ts';
import { eraseGoneServers } from '#application/retention/gone-servers.ts';
import type { PrivacyService } from '#application/retention/privacy-service.ts';
import { createRetention } from '#application/retention/retention.ts';
import { NOTED_TASKS } from '#application/run/noted-task.ts';
import type { Config } from '#config/config.ts';
import { listServers } from '#discord/gateway/guild-names.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { Archive, ArchiveUpkeep } from '#ports/archive.ts';
import type { Closing } from '#system/shutdown.ts';

/** Enforces the limits of age and size, and erases servers that removed the bot. */
export function startRetention(parts: {
  readonly config: Config;
  readonly context: AppContext;
  readonly archive: Archive & ArchiveUpkeep;
  readonly rest: DiscordRest;
  readonly erase: PrivacyService['erase'];
  readonly isTimeKnown: () => boolean;
  readonly closings: Closing[];
}): void {
  const { config, archive, rest, erase, isTimeKnown, closings } = parts;
  const { store, presence, clock, log } = parts.context;
  const { goneGuildsMs: afterMs } = config.retention;
  const retention = createRetention({
    store,
    archive,
    presence,
    clock,
    log,
    settings: config.retention,
    isTimeKnown,
    daily: async () => {
      await store.dropFactsOfEnded(NOTED_TASKS);
      if (afterMs === null) return;
      const listed = () => listServers(rest);
      await eraseGoneServers({ store, listServers: listed, erase, afterMs, clock, log });
    },
  });
  retention.start();
  closings.push({ name: 'retention', close: retention.close });
}
