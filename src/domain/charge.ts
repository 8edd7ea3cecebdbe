import type { ActionName } from './action.ts';
import type { ChannelId, GuildId, JobId, UserId } from './ids.ts';
import type { JobState } from './job.ts';
import type { Speed } from './speed.ts';

/** A job's cost, for reconciliation with a vendor's bill. */
export type Charge = {
  readonly jobId: JobId;
  readonly guildId: GuildId;
  readonly channelId: ChannelId;
  readonly userId: UserId;
  readonly action: ActionName;
  readonly speed: Speed;
  readonly state: JobState;
  readonly acceptedAtMs: number;
  readonly updatedAtMs: number;
  /** Reserved when the job was accepted. */
  readonly priceCredits: number;
  /** Reserved while it runs, then the settled amount; 0 after a refund. */
  readonly credits: number;
  readonly vendor: string;
  readonly vendorUnit: string;
  /** In millionths of the unit, by the vendor's own price list. */
  readonly vendorCostMicros: number;
  /** The vendor's tickets, as JSON; they may contain prompts. */
  readonly tickets: string;
};
