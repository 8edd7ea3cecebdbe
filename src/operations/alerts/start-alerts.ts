/** Assembles alerts for the running bot: sources and recipients. */
import type { AppContext } from '#application/app-context.ts';
import type { Config } from '#config/config.ts';
import { createDirectMessenger } from '#discord/delivery/direct-messenger.ts';
import { messageOperators, plainMessage } from '#discord/delivery/message-operators.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import type { ArchiveUpkeep } from '#ports/archive.ts';
import { sendToWebhook } from './alert-webhook.ts';
import { type Alerts, createAlerts, type Source } from './alerts.ts';
import { auditInThread } from './audit-in-thread.ts';
import {
  archiveSource,
  backupSource,
  bookSource,
  clockSource,
  diskSource,
  moderatorSource,
  overloadSource,
  reportSource,
  unansweredSource,
  vendorSource,
  writeSource,
} from './sources.ts';

/** Starts the checks; returns immediately. Without recipients nothing is checked. */
export function startAlerts(parts: {
  readonly config: Config;
  readonly context: AppContext;
  readonly archive: Pick<ArchiveUpkeep, 'bytes'>;
  readonly rest: DiscordRest;
  /** The total numbers of interactions shed by overload, and of others that got no answer. */
  readonly metrics: { readonly shed: () => number; readonly unanswered: () => number };
  /** How far the machine's clock is ahead of Discord's where that is too far, else 0. */
  readonly clockAheadMs: () => number;
}): Pick<Alerts, 'close'> {
  const { config, context, archive, rest } = parts;
  const { vendors, watch, store, moderator, presence, clock, log } = context;
  const { operatorIds, alertWebhookUrl: webhook, backup } = config;
  const operators = { operatorIds, directMessenger: createDirectMessenger({ rest, clock }), log };
  const sources: readonly Source[] = [
    ...vendors.map((vendor) => vendorSource(vendor, watch, clock)),
    diskSource(config.dataDir),
    writeSource(config.dataDir, store),
    archiveSource(archive, config.retention.archiveBytesMax),
    ...(backup.everyMs === null ? [] : [backupSource(backup.folder, backup.everyMs, clock)]),
    reportSource(store, clock),
    ...(moderator === undefined ? [] : [moderatorSource(moderator, clock)]),
    overloadSource(parts.metrics.shed),
    unansweredSource(parts.metrics.unanswered),
    clockSource(parts.clockAheadMs),
    bookSource(() => auditOf(config), clock),
  ];
  const alerts = createAlerts({
    sources: operatorIds.length === 0 && webhook === null ? [] : sources,
    send: async (key, text) => {
      const reached = await messageOperators(operators, key, plainMessage(text));
      const posted = webhook !== null && (await sendToWebhook(webhook, text, log));
      return reached > 0 || posted;
    },
    facts: store,
    presence,
    clock,
    log,
  });
  alerts.start();
  return alerts;
}

/** The ledger's problems, for either database; read outside this thread. */
async function auditOf({ postgresUrl, databaseFile }: Config): Promise<readonly string[]> {
  if (postgresUrl === null) return auditInThread(databaseFile);
  const { auditPostgres } = await import('#store/postgres/audit-postgres.ts');
  return auditPostgres(postgresUrl);
}
