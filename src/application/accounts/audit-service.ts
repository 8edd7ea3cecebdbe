/**
 * The record of administrative decisions for operators: who decided what, where and when. Settings, grants and
 * corrections are recorded with what they change; everything else is recorded here before it is done, so that a crash
 * leaves at most an extra line and never an unrecorded action.
 */
import type { AppContext } from '#application/app-context.ts';
import type { Decision, RecordedDecision } from '#domain/decision.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { WhichDecisions } from '#ports/audit-store.ts';
import { type Actor, actOf } from './credit-service.ts';
import { type TableRows, tableOf } from './table-rows.ts';

/** Lines on a page. */
const PAGE = 10;
/** Older lines are in the file. */
const PAGES_MAX = 100;
/** The most lines of a table in one message. */
const ROWS_MAX = 20_000;

/** A page of the record, the newest first. */
export type AuditPage = {
  readonly page: number;
  readonly lines: readonly RecordedDecision[];
  readonly hasOlder: boolean;
};

/** Writes and reads the record; callers check that the person is an operator. */
export type AuditService = {
  /** Records a decision before it is carried out; `null` where it concerns no single server. */
  note(where: GuildId | null, decision: Decision, by: Actor): Promise<void>;
  /** Pages count from 1. */
  page(which: WhichDecisions, page: number): Promise<AuditPage>;
  /** The latest lines, as many as one file holds. */
  table(which: WhichDecisions): Promise<TableRows<RecordedDecision>>;
};

/** The service over its ports. */
export function createAuditService({
  store,
  clock,
}: Pick<AppContext, 'store' | 'clock'>): AuditService {
  return {
    note: async (where, decision, by) => {
      await store.recordDecision(where ?? ALL_SERVERS, decision, actOf(by, clock.nowMs()));
    },
    page: async (which, wanted) => {
      const page = Math.min(Math.max(1, wanted), PAGES_MAX);
      // One more than shown tells whether there is another page.
      const found = await store.decisions(which, page * PAGE + 1);
      const lines = found.slice((page - 1) * PAGE, page * PAGE);
      return { page, lines, hasOlder: found.length > page * PAGE };
    },
    table: async (which) => tableOf(await store.decisions(which, ROWS_MAX + 1), ROWS_MAX),
  };
}
