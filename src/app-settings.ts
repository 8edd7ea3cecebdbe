import type { AppContext } from '#application/app-context.ts';
import type { Config } from '#config/config.ts';

/** The settings that use cases read. */
export const appSettings = (config: Config): AppContext['settings'] => ({
  monthlyCredits: config.monthlyCredits,
  publicUrl: config.publicUrl,
  prices: config.prices,
  vendorDailyCeiling: config.vendorDailyCeiling,
  operatorIds: config.operatorIds,
  discordOrigins: [new URL(config.discordApiUrl).origin],
  vendorPolicy: config.vendorPolicy,
  unitUsd: config.unitUsd,
  memberQueue: config.memberQueue,
  logPrompts: config.logPrompts,
  moderationWhenDown: config.moderation?.whenDown ?? 'refuse',
});
