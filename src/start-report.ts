/**
 * What a start says of itself, once the bot is ready: who it is, how to invite it, whether vendors take their keys,
 * whether PUBLIC_URL leads back here, and what is missing. Every look is bounded in time and none can fail a start:
 * what could not be found out is said to be unknown.
 */
import { withinMs } from '#application/within-ms.ts';
import type { Config } from '#config/config.ts';
import { inviteUrl } from '#discord/commands/channel-permissions.ts';
import type { ApplicationFacts } from '#discord/gateway/application-facts.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { AccountCheck, Vendor } from '#ports/vendor.ts';
import type { StartProbe } from '#web/start-probe.ts';
import { version } from './version.ts';

const CHECK_MS = 5_000;

/** Looks at everything at once and logs what was found; never throws. */
export async function reportStart(parts: {
  readonly config: Config;
  readonly applicationId: string;
  readonly applicationFacts: () => Promise<ApplicationFacts>;
  readonly guildNames: Pick<GuildNames, 'all'>;
  readonly vendors: readonly Vendor[];
  readonly probe: StartProbe;
  readonly onKeyRejected: (vendor: Vendor) => void;
  readonly clock: Pick<Clock, 'nowMs' | 'sleepUntil'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Promise<void> {
  const { config, clock, log } = parts;
  const [application, accounts, leadsHere, servers] = await Promise.all([
    parts.applicationFacts(),
    Promise.all(parts.vendors.map((vendor) => accountOf(clock, vendor))),
    leadsBack(config.publicUrl, parts.probe),
    // Thousands of servers are many pages; only what is named has to be found in them.
    config.guildIds.length === 0 ? null : withinMs(clock, parts.guildNames.all(), CHECK_MS),
  ]);
  for (const { vendor, account } of accounts) {
    if (account.kind !== 'rejected') continue;
    log.error({ vendor: vendor.name, detail: account.detail }, 'vendor rejects its key');
    parts.onKeyRejected(vendor);
  }
  for (const vendor of withoutCeiling(config)) {
    log.warn({ vendor }, 'vendor has no daily ceiling');
  }
  const missing = [
    ...missingOf(config, application, leadsHere),
    ...servedServerProblems(config.guildIds, servers),
  ];
  log.info(
    {
      version: version(),
      invite: inviteUrl(parts.applicationId),
      vendors: accounts.map(({ vendor, account }) => `${vendor.label}: ${accountText(account)}`),
      publicUrl: config.publicUrl,
      publicUrlLeadsHere: leadsHere,
      dataDir: config.dataDir,
      servers: application.servers ?? 'unknown',
      publicBot: application.isPublic ?? 'unknown',
      missing,
    },
    'start report',
  );
}

type Checked = { readonly vendor: Vendor; readonly account: AccountCheck };

async function accountOf(
  clock: Pick<Clock, 'nowMs' | 'sleepUntil'>,
  vendor: Vendor,
): Promise<Checked> {
  if (vendor.checkAccount === undefined) {
    return { vendor, account: { kind: 'unchecked', why: 'it needs no key' } };
  }
  const account = await withinMs(clock, vendor.checkAccount(), CHECK_MS);
  return { vendor, account: account ?? { kind: 'unchecked', why: 'no answer in time' } };
}

function accountText(account: AccountCheck): string {
  switch (account.kind) {
    case 'accepted':
      return account.balance === null
        ? 'key accepted, balance unknown'
        : `key accepted, balance ${account.balance.amount} ${account.balance.unit}`;
    case 'rejected':
      return 'key rejected';
    case 'unchecked':
      return `not checked (${account.why})`;
    default:
      return account satisfies never;
  }
}

/** Null: there is no public address. */
async function leadsBack(publicUrl: string | null, probe: StartProbe): Promise<boolean | null> {
  if (publicUrl === null) return null;
  try {
    const reply = await fetch(`${publicUrl}${probe.path}`, {
      signal: AbortSignal.timeout(CHECK_MS),
      redirect: 'error',
    });
    return (await reply.text()) === probe.answer;
  } catch (error) {
    // Whatever stands in the way, a vendor would meet it too; a stranger's fault is none of this program's.
    if (error instanceof Error) return false;
    throw error;
  }
}

const paidVendors = (config: Config): readonly string[] =>
  config.vendorOrder.filter((name) => name !== 'studio');

/** Vendors that a mistake, or a member who finds one, could make cost any amount. */
const withoutCeiling = (config: Config): readonly string[] =>
  paidVendors(config).filter((name) => config.vendorDailyCeiling[name] === undefined);

/** What an operator should set, each as `VARIABLE: why`; `leadsHere` null: there is no public address. */
export function missingOf(
  config: Config,
  application: ApplicationFacts,
  leadsHere: boolean | null,
): readonly string[] {
  const paid = paidVendors(config);
  const isUndecided = config.guildIds.length === 0 && config.monthlyCreditsIsDefault;
  return [
    ...(config.operatorIds.length === 0 ? ['OPERATOR_IDS: nobody is told of trouble'] : []),
    ...(leadsHere === null ? ['PUBLIC_URL: no webhooks, no links'] : []),
    ...(leadsHere === false ? [`PUBLIC_URL: ${config.publicUrl} does not lead to this bot`] : []),
    ...endpointProblems(config, application),
    ...withoutCeiling(config).map(
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
 * GUILD_IDS that name servers without the bot: a wrong digit there refuses every member. `servers` are those that the
 * bot is in, by id; null: Discord did not say.
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

/** Interactions that Discord sends to an address, and that nobody takes there, leave every command unanswered. */
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
