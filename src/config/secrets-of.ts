import type { Config } from './config.ts';
import { passwordsOf } from './postgres-address.ts';

/** All secrets of the configuration: none may appear in a log, a report or an error. */
export function secretsOf(config: Config): readonly string[] {
  const own = [
    config.discordToken,
    config.metricsToken,
    config.alertWebhookUrl,
    config.moderation?.key,
    config.archiveBucket?.secretAccessKey,
    ...(config.postgresUrl === null ? [] : (passwordsOf(config.postgresUrl) ?? [])),
  ];
  const ofVendors = config.vendors.flatMap(({ secrets }) => secrets);
  return [...own, ...ofVendors].filter((secret) => typeof secret === 'string');
}
