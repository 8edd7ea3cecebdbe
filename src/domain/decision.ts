import type { GrantKind } from './credits.ts';
import type { SettingsChange } from './guild-settings.ts';
import type { GuildId, JobId, UserId } from './ids.ts';

/** What somebody who runs the bot or manages a server decided, beside settings. */
export type Deed =
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
  /** Whose is not kept: that is what was asked for. */
  | { readonly kind: 'erased'; readonly whose: 'person' | 'server' };

/** Every administrative act that is kept on record. */
export type Decision = SettingsChange | Deed;

/** A line of the record. */
export type RecordedDecision = {
  readonly decision: Decision;
  /** `ALL_SERVERS` where it holds in every one. */
  readonly guildId: GuildId;
  /** A person's id; `bot` for what the bot does by itself. */
  readonly author: string;
  readonly atMs: number;
  /** The person that it is about; '0' once they were forgotten. */
  readonly subject: UserId | null;
};
