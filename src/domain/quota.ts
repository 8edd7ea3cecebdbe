import type { GuildSettings } from './guild-settings.ts';
import type { Calendar } from './period.ts';

/** What a server is granted, and when: its own settings, or what every server gets. */
export type QuotaTerms = Calendar & {
  readonly monthlyCredits: number;
  readonly rolloverCredits: number;
};

/** The terms of a server; `monthlyCredits` is what servers get that have no quota of their own. */
export function quotaTerms({ quota }: GuildSettings, monthlyCredits: number): QuotaTerms {
  return { ...quota, monthlyCredits: quota.monthlyCredits ?? monthlyCredits };
}
