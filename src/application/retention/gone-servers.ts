/**
 * Erases servers that removed the bot, after a while. Discord does not report it without intents: once a day its list
 * of servers is compared with the accounts. The time when a server was first missing is stored, and a server that
 * returns in time loses nothing. `store/retention-table.ts` lists what is deleted and kept; `FORGET_GUILDS_DAYS` sets
 * the delay.
 */
import { type GuildId, userId } from '#domain/ids.ts';
import type { Clock } from '#ports/clock.ts';
import type { CreditStore } from '#ports/credit-store.ts';
import type { FactStore } from '#ports/fact-store.ts';
import type { Log } from '#ports/log.ts';
import type { PrivacyService } from './privacy-service.ts';

const PAGE = 100;
/** The author of automatic erasures. */
const BOT = userId('bot');
const PRESENT = '';
const ERASED = 'erased';

/** One pass over all servers; without an answer from Discord nothing changes. */
export async function eraseGoneServers(parts: {
  readonly store: Pick<CreditStore, 'accountsAfter'> & Pick<FactStore, 'readFact' | 'saveFact'>;
  /** The servers that the bot is in; null: Discord gave no answer. */
  readonly listServers: () => Promise<Pick<ReadonlySet<GuildId>, 'has'> | null>;
  readonly erase: PrivacyService['erase'];
  readonly afterMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Pick<Log, 'info'>;
}): Promise<void> {
  const { store, clock, log } = parts;
  const present = await parts.listServers();
  if (present === null) return;
  let after: GuildId | null = null;
  for (;;) {
    const accounts: Awaited<ReturnType<typeof store.accountsAfter>> = await store.accountsAfter(
      after,
      PAGE,
    );
    for (const { guildId } of accounts) {
      const key = `server-gone.${guildId}`;
      const known = (await store.readFact(key)) ?? PRESENT;
      if (present.has(guildId)) {
        if (known !== PRESENT) await store.saveFact(key, PRESENT);
      } else if (known === PRESENT) {
        await store.saveFact(key, String(clock.nowMs()));
        log.info({ guild: guildId }, 'server left');
      } else if (known !== ERASED && clock.nowMs() - Number(known) >= parts.afterMs) {
        const by = { userId: BOT, interactionId: `forget.${guildId}.${known}` };
        const outcome = await parts.erase({ kind: 'server', guildId }, by);
        if (outcome.kind === 'erased') await store.saveFact(key, ERASED);
      }
    }
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < PAGE) return;
    after = last.guildId;
  }
}
