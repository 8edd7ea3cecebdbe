import type { ActionName } from './action.ts';
import type { ChannelId, UserId } from './ids.ts';

/** What was used on a day, by what was asked for. */
export type UsageDay = {
  readonly day: string;
  readonly action: ActionName;
  readonly jobs: number;
  readonly credits: number;
};

/** What a member used. */
export type MemberUsage = {
  readonly userId: UserId;
  /** As they were called when they last asked for something. */
  readonly userName: string;
  readonly jobs: number;
  readonly credits: number;
};

/** Use as finely as it is counted. */
export type UsageRow = UsageDay & {
  readonly userId: UserId;
  /** As they were called when they last asked for something. */
  readonly userName: string;
  readonly channelId: ChannelId;
};

/** Days are inclusive, as `2026-11-21` where the server lives. */
export type DayRange = { readonly fromDay: string; readonly toDay: string };

/** Who used what over some days, every day named. */
export type UsageReport = {
  readonly range: DayRange;
  readonly days: readonly string[];
  readonly byDay: readonly UsageDay[];
  readonly byMember: readonly MemberUsage[];
  readonly credits: number;
  readonly jobs: number;
};
