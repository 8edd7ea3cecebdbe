import type { Charge } from '#domain/charge.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import type { DayRange, MemberUsage, UsageDay, UsageRow } from '#domain/usage.ts';

/** Who used what, and what vendors asked for it. */
export type UsageStore = {
  usageByDay(guildId: GuildId, range: DayRange): Promise<readonly UsageDay[]>;
  usageByMember(guildId: GuildId, range: DayRange, limit: number): Promise<readonly MemberUsage[]>;
  usageRows(guildId: GuildId, range: DayRange, limit: number): Promise<readonly UsageRow[]>;
  usageOfMember(guildId: GuildId, userId: UserId, range: DayRange): Promise<number>;
  /** What a vendor was asked for on a UTC day, in millionths of its own unit. */
  vendorSpentMicros(vendor: string, day: string, unit: string): Promise<number>;
  /** What the jobs accepted from one moment until before another cost, oldest first. */
  charges(
    accepted: { readonly fromMs: number; readonly toMs: number },
    limit: number,
  ): Promise<readonly Charge[]>;
};
