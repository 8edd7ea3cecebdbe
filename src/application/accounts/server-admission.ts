/**
 * Whether a server is served at all. Credits of a month are the operator's money: where nobody decided who gets
 * them (no MONTHLY_CREDITS, no GUILD_IDS), a paid vendor stands behind the bot and anybody may add it, a new server
 * waits until an operator approves it. Asked before anything is fetched, drawn or spent.
 */

import type { GuildSettings } from '#domain/guild-settings.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import type { CreditStore } from '#ports/credit-store.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';
import type { GuildStore } from '#ports/member-store.ts';

/** Decides whether a server is served; asked before every request. */
export type ServerAdmission = {
  /** Why the server is not served; null: it is. `userId` is who asked, for the operators to know. */
  check(guildId: GuildId, userId: UserId): Promise<Rejection | null>;
  /** The same for those who run the bot, who know its settings: nobody is told that a server waits. */
  standing(guildId: GuildId, settings: GuildSettings): Promise<Rejection | null>;
};

/** What the operator set about who is served. */
export type AdmissionSettings = {
  /** The servers that are served; empty: any. */
  readonly guildIds: readonly string[];
  readonly operatorIds: readonly string[];
  /** A paid vendor is set up and nobody has decided what a server gets. */
  readonly isUndecided: boolean;
};

/** Servers that had an account before approval existed are no strangers. */
const KNOWN_FACT = 'approval.known-servers';
const PAGE = 500;

/** Admission over the store; whether the application is public is asked of Discord and remembered. */
export function createServerAdmission(parts: {
  readonly store: GuildStore & CreditStore & FactStore;
  readonly settings: AdmissionSettings;
  /** What Discord says of the application; null where it could not be asked. */
  readonly isPublic: () => Promise<boolean | null>;
  /** Asks the operators about the server, once; returns at once. */
  readonly announce: (guildId: GuildId, userId: UserId) => void;
  readonly log: Pick<Log, 'info'>;
}): ServerAdmission {
  const { store, settings, announce, log } = parts;
  const { guildIds, operatorIds } = settings;
  const served = new Set<string>(guildIds);
  let knownServers: Promise<ReadonlySet<string>> | null = null;

  const judge = async (
    guildId: GuildId,
    readSettings: () => Promise<GuildSettings>,
  ): Promise<Rejection | null> => {
    if (served.has(guildId)) return null;
    if (guildIds.length > 0) return { kind: 'server-not-served', operatorIds };
    if (!settings.isUndecided || (await parts.isPublic()) !== true) return null;
    knownServers ??= readKnownServers(store).catch((error: unknown) => {
      // The next request reads them again.
      knownServers = null;
      throw error;
    });
    if ((await knownServers).has(guildId)) return null;
    const { approved, blocked } = await readSettings();
    if (blocked !== null) return { kind: 'server-blocked', reason: blocked };
    if (approved) {
      served.add(guildId);
      return null;
    }
    return { kind: 'server-waiting', operatorIds };
  };
  return {
    standing: (guildId, found) => judge(guildId, async () => found),
    check: async (guildId, userId) => {
      const rejection = await judge(guildId, () => store.guildSettings(guildId));
      if (rejection?.kind === 'server-waiting') {
        log.info({ guild: guildId }, 'server waits for approval');
        announce(guildId, userId);
      }
      return rejection;
    },
  };
}

/** Written at the first start that knows of approval; a crash before leaves it to the next. */
async function readKnownServers(store: CreditStore & FactStore): Promise<ReadonlySet<string>> {
  const kept = await store.readFact(KNOWN_FACT);
  if (kept !== null) return new Set(kept.split(' '));
  const ids: GuildId[] = [];
  for (let more = true; more; ) {
    const page = await store.accountsAfter(ids.at(-1) ?? null, PAGE);
    ids.push(...page.map(({ guildId }) => guildId));
    more = page.length === PAGE;
  }
  await store.saveFact(KNOWN_FACT, ids.join(' '));
  return new Set(ids);
}
