/**
 * Whether a server is served at all. Monthly credits cost the operator money: if neither MONTHLY_CREDITS nor GUILD_IDS
 * is set, a paid vendor is configured and the bot is public, new servers wait for an operator's approval. Checked
 * before anything is fetched, drawn or spent.
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
  /** The refusal of a server that is not served, else null. Operators are told who (`userId`) asked. */
  check(guildId: GuildId, userId: UserId): Promise<Rejection | null>;
  /** The same from known settings, without telling operators that the server waits. */
  refusalFor(guildId: GuildId, settings: GuildSettings): Promise<Rejection | null>;
};

/** The operator's settings for which servers are served. */
export type AdmissionSettings = {
  /** The servers that are served; empty: any. */
  readonly guildIds: readonly string[];
  readonly operatorIds: readonly string[];
  /** A paid vendor is configured, and no setting decides what a server gets. */
  readonly isUndecided: boolean;
};

/** Servers that had an account before approval existed need none. */
const KNOWN_FACT = 'approval.known-servers';
const PAGE = 500;

/** Admission over the store. */
export function createServerAdmission(parts: {
  readonly store: GuildStore & CreditStore & FactStore;
  readonly settings: AdmissionSettings;
  /** Whether Discord says that the application is public; null if it could not be asked. */
  readonly isPublic: () => Promise<boolean | null>;
  /** Tells the operators about the server, once; returns at once. */
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
    refusalFor: (guildId, found) => judge(guildId, async () => found),
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

/** Written at the first start with this version; after a crash the next start writes it. */
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
