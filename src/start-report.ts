/**
 * The start report, logged once the bot is ready: its identity, the invite link, whether vendors accept their keys,
 * whether PUBLIC_URL leads here, and missing settings. Every check has a timeout and none can fail a start:
 * undetermined facts are reported as unknown.
 */
import { withinMs } from '#application/within-ms.ts';
import type { Config } from '#config/config.ts';
import type { ChannelAccess } from '#discord/commands/channel-access.ts';
import { inviteUrl } from '#discord/commands/channel-permissions.ts';
import type { ApplicationFacts } from '#discord/gateway/application-facts.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import {
  missingSettings,
  reportsChannelProblems,
  servedServerProblems,
  vendorsWithoutBudget,
} from '#operations/setup-problems.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { AccountCheck, Vendor } from '#ports/vendor.ts';
import type { StartProbe } from '#web/start-probe.ts';
import { version } from './version.ts';

const CHECK_MS = 5_000;

/** Runs all checks concurrently and logs the findings; never throws. */
export async function reportStart(parts: {
  readonly config: Config;
  readonly applicationId: string;
  readonly applicationFacts: () => Promise<ApplicationFacts>;
  readonly guildNames: Pick<GuildNames, 'all'>;
  /** The bot's permissions in the reports channel; null: reports go to direct messages. */
  readonly reportsAccess: () => Promise<ChannelAccess> | null;
  readonly vendors: readonly Vendor[];
  readonly probe: StartProbe;
  readonly onKeyRejected: (vendor: Vendor) => void;
  readonly clock: Pick<Clock, 'nowMs' | 'sleepUntil'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
}): Promise<void> {
  const { config, clock, log } = parts;
  const [application, accounts, leadsHere, servers, reportsAccess] = await Promise.all([
    parts.applicationFacts(),
    Promise.all(parts.vendors.map((vendor) => accountOf(clock, vendor))),
    reachesThisBot(config.publicUrl, parts.probe),
    // Thousands of servers are many pages; only the configured ids have to be found.
    config.guildIds.length === 0 ? null : withinMs(clock, parts.guildNames.all(), CHECK_MS),
    parts.reportsAccess(),
  ]);
  for (const { vendor, account } of accounts) {
    if (account.kind !== 'rejected') continue;
    log.error({ vendor: vendor.name, detail: account.detail }, 'vendor rejects its key');
    parts.onKeyRejected(vendor);
  }
  for (const vendor of vendorsWithoutBudget(config)) {
    log.warn({ vendor }, 'vendor has no daily ceiling');
  }
  const closed = reportsChannelProblems(config.reportsChannel, reportsAccess);
  for (const detail of closed) log.warn({ detail }, 'reports cannot be posted');
  const missing = [
    ...closed,
    ...missingSettings(config, application, leadsHere),
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

/** Null: there is no public URL. */
async function reachesThisBot(
  publicUrl: string | null,
  probe: StartProbe,
): Promise<boolean | null> {
  if (publicUrl === null) return null;
  try {
    const reply = await fetch(`${publicUrl}${probe.path}`, {
      signal: AbortSignal.timeout(CHECK_MS),
      redirect: 'error',
    });
    return (await reply.text()) === probe.answer;
  } catch (error) {
    // Any obstacle would affect a vendor too; a foreign server's error is not thrown.
    if (error instanceof Error) return false;
    throw error;
  }
}
