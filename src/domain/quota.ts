import type { GuildSettings } from './guild-settings.ts';
import type { Calendar } from './period.ts';

/** A server's quota and renewal: its own settings, or the defaults. */
export type QuotaTerms = Calendar & {
  readonly monthlyCredits: number;
  readonly rolloverCredits: number;
};

/** The terms of a server; `monthlyCredits` is the default quota. */
export function quotaTerms({ quota }: GuildSettings, monthlyCredits: number): QuotaTerms {
  return { ...quota, monthlyCredits: quota.monthlyCredits ?? monthlyCredits };
}
