import type { Database } from 'better-sqlite3';
import type { Account } from '#domain/credits.ts';
import type { GuildId } from '#domain/ids.ts';
import { quotaTerms } from '#domain/quota.ts';
import type { CreditStore } from '#ports/credit-store.ts';
import { createGuildTable, type GuildTable } from './guild-table.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createChargesReader } from './read-charges.ts';
import { createUsageTable, type UsageTable } from './usage-table.ts';
import type { WriteQueue } from './write-queue.ts';

/** The money half of the store, with the tables that accepting a job uses too. */
export type CreditOperations = {
  readonly tables: {
    readonly ledger: Ledger;
    readonly guildTable: GuildTable;
    readonly usageTable: UsageTable;
  };
  readonly operations: CreditStore;
  /** The account, brought to the present where that needs a booking. */
  account(guildId: GuildId, monthlyCredits: number, nowMs: number): Promise<Account>;
};

/** The operations over one connection; all that writes goes through the queue. */
export function createCreditOperations(database: Database, writes: WriteQueue): CreditOperations {
  const ledger = createLedger(database);
  const guildTable = createGuildTable(database);
  const usageTable = createUsageTable(database);
  const charges = createChargesReader(database);
  const readCharges = (fromMs: number, toMs: number, limit: number) => [
    ...charges({ fromMs, toMs, limit }),
  ];
  const termsOf = (guildId: GuildId, monthlyCredits: number) =>
    quotaTerms(guildTable.settings(guildId), monthlyCredits);

  return {
    tables: { ledger, guildTable, usageTable },
    account: async (guildId, monthlyCredits, nowMs) =>
      ledger.current(guildId, termsOf(guildId, monthlyCredits), nowMs) ??
      writes.run(() => {
        const { quota: _, ...account } = ledger.renew(
          guildId,
          termsOf(guildId, monthlyCredits),
          nowMs,
        );
        return account;
      }),
    operations: {
      grantCredits: (draft, monthlyCredits, nowMs) =>
        writes.run(() => ledger.grant(draft, termsOf(draft.guildId, monthlyCredits), nowMs)),
      adjustCredits: (draft, monthlyCredits, nowMs) =>
        writes.run(() => ledger.adjust(draft, termsOf(draft.guildId, monthlyCredits), nowMs)),
      endSale: (sale, end) => writes.run(() => ledger.endSale(sale, end)),
      openGrants: async (guildId) => ledger.open(guildId),
      entriesBefore: async (guildId, before, limit) => ledger.entriesBefore(guildId, before, limit),
      guildSettings: async (guildId) => guildTable.settings(guildId),
      changeSettings: (guildId, change, act) =>
        writes.run(() => guildTable.change(guildId, change, act)),
      usageByDay: async (guildId, range) => usageTable.days(guildId, range),
      usageByMember: async (guildId, range, limit) => usageTable.members(guildId, range, limit),
      usageRows: async (guildId, range, limit) => usageTable.rows(guildId, range, limit),
      usageOfMember: async (guildId, userId, range) => usageTable.byMember(guildId, userId, range),
      accountsAfter: async (guildId, limit) => ledger.accountsAfter(guildId, limit),
      vendorSpentMicros: async (vendor, day, unit) =>
        usageTable.vendorSpentMicros(vendor, day, unit),
      charges: async ({ fromMs, toMs }, limit) => readCharges(fromMs, toMs, limit),
      noticesToShow: async () => guildTable.noticesToShow(),
      noticeShown: (notice) => writes.run(() => guildTable.noticeShown(notice)),
    },
  };
}
