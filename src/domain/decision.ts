import type { GrantKind } from './credits.ts';
import type { SettingsChange } from './guild-settings.ts';
import type { GuildId, JobId, UserId } from './ids.ts';

/** Decisions of operators or server managers other than settings. */
export type OtherDecision =
  | {
      readonly kind: 'granted';
      readonly credits: number;
      readonly grant: GrantKind;
      readonly reason: string;
    }
  | { readonly kind: 'corrected'; readonly credits: number; readonly reason: string }
  | { readonly kind: 'taken-down'; readonly jobId: JobId }
  | { readonly kind: 'report-dismissed'; readonly jobId: JobId }
  | { readonly kind: 'links-renewed' }
  /** The subject is not stored, because it was erased. */
  | { readonly kind: 'erased'; readonly whose: 'person' | 'server' };

/** Every administrative action in the audit log. */
export type Decision = SettingsChange | OtherDecision;

/** An entry of the audit log. */
export type RecordedDecision = {
  readonly decision: Decision;
  /** `ALL_SERVERS` if it applies to all servers. */
  readonly guildId: GuildId;
  /** A person's id; `bot` for the bot's own decisions. */
  readonly author: string;
  readonly atMs: number;
  /** The person it is about; '0' after their erasure. */
  readonly subject: UserId | null;
};
