/** Alerts over the running bot: what there is to look at, and whom to tell. */
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
  diskSource,
  judgeSource,
  overloadSource,
  reportSource,
  vendorSource,
  writeSource,
} from './sources.ts';

/** Begins to look; returns at once. Where nobody could be told, nothing is looked at. */
export function startAlerts(parts: {
  readonly config: Config;
  readonly context: AppContext;
  readonly archive: Pick<ArchiveUpkeep, 'bytes'>;
  readonly rest: DiscordRest;
  /** How many interactions were not worked on so far, with too much to do. */
  readonly shed: () => number;
}): Pick<Alerts, 'close'> {
  const { config, context, archive, rest } = parts;
  const { vendors, watch, store, judge, presence, clock, log } = context;
  const { operatorIds, alertWebhookUrl: webhook, backup } = config;
  const operators = { operatorIds, directMessenger: createDirectMessenger({ rest, clock }), log };
  const sources: readonly Source[] = [
    vendorSource(vendors, watch, clock),
    diskSource(config.dataDir),
    writeSource(config.dataDir, store),
    archiveSource(archive, config.retention.archiveBytesMax),
    ...(backup.everyMs === null ? [] : [backupSource(backup.folder, backup.everyMs, clock)]),
    reportSource(store, clock),
    ...(judge === undefined ? [] : [judgeSource(judge, clock)]),
    overloadSource(parts.shed),
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

/** What is wrong with the books, wherever they are; read beside what this thread does. */
async function auditOf({ postgresUrl, databaseFile }: Config): Promise<readonly string[]> {
  if (postgresUrl === null) return auditInThread(databaseFile);
  const { auditPostgres } = await import('#store/postgres/audit-postgres.ts');
  return auditPostgres(postgresUrl);
}
