import type { Decision, RecordedDecision } from '#domain/decision.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { Act } from './member-store.ts';

/** Which decisions: all, those about one server, or those that a person made or that were about them. */
export type WhichDecisions =
  | { readonly kind: 'all' }
  | { readonly kind: 'server'; readonly guildId: GuildId }
  | { readonly kind: 'person'; readonly userId: UserId };

/**
 * The record of decisions: append-only, except that whom a line is about can be forgotten. Settings, grants and
 * corrections put themselves on record in the transaction that makes them.
 */
export type AuditStore = {
  /** Puts a decision on record; false: that act was there already. */
  recordDecision(guildId: GuildId, decision: Decision, act: Act): Promise<boolean>;
  /** The decision of that act; null where it was not made. */
  findDecision(key: string): Promise<RecordedDecision | null>;
  /** The newest first. */
  decisions(which: WhichDecisions, limit: number): Promise<readonly RecordedDecision[]>;
};
