/**
 * Problems of the setup, each as a line that begins with the variable, for the start report and the doctor. Pure; facts
 * from Discord and the network are passed in.
 */
import type { Config } from '#config/config.ts';
import type { ChannelAccess } from '#discord/commands/channel-access.ts';
import type { ApplicationFacts } from '#discord/gateway/application-facts.ts';
import { permissionNames } from '#discord/screens/permission-keys.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import type { NeededPermission } from '#domain/needed-permission.ts';
import { translatorFor } from '#i18n/translator.ts';

const paidVendors = (config: Config): readonly string[] =>
  config.vendorOrder.filter((name) => name !== 'studio');

/** Vendors without a budget, whose cost is unlimited. */
export const vendorsWithoutBudget = (config: Config): readonly string[] =>
  paidVendors(config).filter((name) => config.vendorDailyCeiling[name] === undefined);

/** Missing settings, each as `VARIABLE: why`; `leadsHere` null: there is no public URL. */
export function missingSettings(
  config: Config,
  application: ApplicationFacts,
  leadsHere: boolean | null,
): readonly string[] {
  const paid = paidVendors(config);
  const isUndecided = config.guildIds.length === 0 && config.monthlyCreditsIsDefault;
  return [
    ...(config.operatorIds.length === 0 ? ['OPERATOR_IDS: nobody is notified of problems'] : []),
    ...(config.backup.everyMs !== null && (config.postgresUrl ?? config.archiveBucket) !== null
      ? ['BACKUP_EVERY: neither a PostgreSQL database nor a bucket is in these backups']
      : []),
    ...(leadsHere === null ? ['PUBLIC_URL: no webhooks, no links'] : []),
    ...(leadsHere === false ? [`PUBLIC_URL: ${config.publicUrl} does not lead to this bot`] : []),
    ...endpointProblems(config, application),
    ...vendorsWithoutBudget(config).map(
      (name) => `VENDOR_DAILY_CEILING: ${name} may cost any amount a day`,
    ),
    ...(paid.length > 0 && isUndecided && application.isPublic === true
      ? ['GUILD_IDS or MONTHLY_CREDITS: anybody may add this bot; new servers wait for approval']
      : []),
    ...(paid.length > 0 && isUndecided && application.isPublic === null
      ? ['whether the bot is public could not be checked: new servers are served']
      : []),
  ];
}

/**
 * GUILD_IDS of servers without the bot: a typo there refuses every member. `servers` are the bot's servers by id; null:
 * unknown.
 */
export function servedServerProblems(
  guildIds: readonly string[],
  servers: ReadonlyMap<string, unknown> | null,
): readonly string[] {
  if (servers === null || guildIds.length === 0) return [];
  const absent = guildIds.filter((id) => !servers.has(id));
  if (absent.length === 0) return [];
  if (absent.length < guildIds.length) {
    return [
      `GUILD_IDS: the bot is not in ${absent.join(', ')}; correct the id, or add the bot there`,
    ];
  }
  return [
    servers.size === 0
      ? 'GUILD_IDS: the bot is in no server yet; add it to those that are named'
      : `GUILD_IDS: the bot is in none of the servers that are named, so every member is refused; it is in ${servers.size} other${servers.size === 1 ? '' : 's'}`,
  ];
}

/** If Discord sends interactions to an endpoint that does not accept them, every command fails. */
export function endpointProblems(
  { discordPublicKey, publicUrl }: Pick<Config, 'discordPublicKey' | 'publicUrl'>,
  { publicKey, interactionsUrl }: Pick<ApplicationFacts, 'publicKey' | 'interactionsUrl'>,
): readonly string[] {
  if (discordPublicKey === null) {
    return interactionsUrl === null
      ? []
      : [
          `DISCORD_PUBLIC_KEY: Discord sends interactions to ${interactionsUrl}; set the key to take them there, or clear the address in the developer portal`,
        ];
  }
  if (publicKey !== null && publicKey.toLowerCase() !== discordPublicKey.toLowerCase()) {
    return [
      `DISCORD_PUBLIC_KEY: it is another application's, and requests of Discord are refused; this one's is ${publicKey}`,
    ];
  }
  return interactionsUrl === null
    ? [
        `Interactions Endpoint URL: set ${publicUrl ?? 'PUBLIC_URL'}/interactions in the developer portal; until then interactions come through the gateway`,
      ]
    : [];
}

/** Permissions by Discord's names, for a log or a terminal. */
export const permissionList = (permissions: readonly NeededPermission[]): string =>
  permissionNames(translatorFor(DEFAULT_LOCALE), permissions).replaceAll('**', '');

/** A reports channel that the bot cannot post in; `access` null: reports go to direct messages. */
export function reportsChannelProblems(
  channelId: string | null,
  access: ChannelAccess | null,
): readonly string[] {
  const problem = (what: string) => [
    `REPORTS_CHANNEL: ${what}. Until then reports go to the direct messages of OPERATOR_IDS`,
  ];
  switch (access?.kind) {
    case 'known':
      return access.lacking.length === 0
        ? []
        : problem(
            `the bot lacks ${permissionList(access.lacking)} in #${access.name ?? channelId}; allow it in that channel's settings`,
          );
    case 'unseen':
      return problem(
        `the bot does not see the channel ${channelId}; give it View Channel there, or correct the id`,
      );
    case 'none':
      return problem(`there is no channel ${channelId} that takes messages; correct the id`);
    default:
      return [];
  }
}
