import type { Charge } from '#domain/charge.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { DayRange, MemberUsage, UsageDay, UsageRow } from '#domain/usage.ts';

/** Usage, and vendor costs. */
export type UsageStore = {
  usageByDay(guildId: GuildId, range: DayRange): Promise<readonly UsageDay[]>;
  usageByMember(guildId: GuildId, range: DayRange, limit: number): Promise<readonly MemberUsage[]>;
  usageRows(guildId: GuildId, range: DayRange, limit: number): Promise<readonly UsageRow[]>;
  usageOfMember(guildId: GuildId, userId: UserId, range: DayRange): Promise<number>;
  /** A vendor's cost on a UTC day, in millionths of its own unit. */
  vendorSpentMicros(vendor: string, day: string, unit: string): Promise<number>;
  /** The charges of jobs accepted in a half-open time span, oldest first. */
  charges(
    accepted: { readonly fromMs: number; readonly toMs: number },
    limit: number,
  ): Promise<readonly Charge[]>;
};
