import type { ActionName } from './action.ts';
import type { ChannelId, UserId } from './ids.ts';

/** The usage of one day, by action. */
export type UsageDay = {
  readonly day: string;
  readonly action: ActionName;
  readonly jobs: number;
  readonly credits: number;
};

/** The usage of one member. */
export type MemberUsage = {
  readonly userId: UserId;
  /** As they were called when they last asked for something. */
  readonly userName: string;
  readonly jobs: number;
  readonly credits: number;
};

/** Usage at full granularity. */
export type UsageRow = UsageDay & {
  readonly userId: UserId;
  /** As they were called when they last asked for something. */
  readonly userName: string;
  readonly channelId: ChannelId;
};

/** Inclusive days such as `2026-11-21` in the server's time zone. */
export type DayRange = { readonly fromDay: string; readonly toDay: string };

/** Usage over a range of days, including days without any. */
export type UsageReport = {
  readonly range: DayRange;
  readonly days: readonly string[];
  readonly byDay: readonly UsageDay[];
  readonly byMember: readonly MemberUsage[];
  readonly credits: number;
  readonly jobs: number;
};
