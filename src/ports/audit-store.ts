import type { Decision, RecordedDecision } from '#domain/decision.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Act } from './member-store.ts';

/** A filter of decisions: all, about one server, or made by or about one person. */
export type WhichDecisions =
  | { readonly kind: 'all' }
  | { readonly kind: 'server'; readonly guildId: GuildId }
  | { readonly kind: 'person'; readonly userId: UserId };

/**
 * The audit log: append-only, except that a decision's subject can be erased. Settings, grants and corrections are
 * logged in their own transaction.
 */
export type AuditStore = {
  /** Logs a decision; false if it was logged before. */
  recordDecision(guildId: GuildId, decision: Decision, act: Act): Promise<boolean>;
  /** The decision with that key; null if there is none. */
  findDecision(key: string): Promise<RecordedDecision | null>;
  /** Newest first. */
  decisions(which: WhichDecisions, limit: number): Promise<readonly RecordedDecision[]>;
};
