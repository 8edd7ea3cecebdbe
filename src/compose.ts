/**
 * The composition root: creates every part, injects it where it is needed, starts the parts in dependency order, and
 * closes them in reverse. No other file knows more than one of them.
 */
import { createDirectCopies } from '#application/accounts/direct-copies.ts';
import { createLowBalanceNotifier } from '#application/accounts/low-balance-notifier.ts';
import type { AppContext } from '#application/app-context.ts';
import { createChores } from '#application/chores.ts';
import { createApplication } from '#application/create-application.ts';
import { createLearnedDurations } from '#application/run/learned-durations.ts';
import { createSharedPolls } from '#application/run/shared-polls.ts';
import { createWebhookAddresses, webhookSecret } from '#application/run/webhook-addresses.ts';
import { createWorker } from '#application/run/worker.ts';
import { createTurns } from '#application/turns.ts';
import { vendorReports } from '#application/vendors/vendor-reports.ts';
import { createVendorWatch } from '#application/vendors/vendor-watch.ts';
import { createPictureLinks } from '#application/views/picture-links.ts';
import { withinMs } from '#application/within-ms.ts';
import type { Config } from '#config/config.ts';
import { createPressedMarks } from '#discord/components/pressed-marks.ts';
import { createMessenger } from '#discord/delivery/messenger.ts';
import { createPlaceMemory } from '#discord/delivery/place-memory.ts';
import { createNoticePoster } from '#discord/delivery/post-low-balance.ts';
import { createCopySender } from '#discord/delivery/send-copy.ts';
import { createDiscordClock } from '#discord/gateway/discord-clock.ts';
import { createGateway } from '#discord/gateway/gateway.ts';
import { boundFetcher } from '#images/bounded-fetch.ts';
import { openPictureArchive } from '#images/open-picture-archive.ts';
import { createPictureFetcher } from '#images/safe-fetch.ts';
import { startAlerts } from '#operations/alerts/start-alerts.ts';
import type { Log } from '#ports/log.ts';
import { openData } from '#store/open-data.ts';
import { createCheckedClock } from '#system/checked-clock.ts';
import { systemClock, uptimeMs } from '#system/clock.ts';
import { makeDataFolder, narrowAccess } from '#system/private-files.ts';
import { systemRandom } from '#system/random.ts';
import { type Closing, closeAll } from '#system/shutdown.ts';
import { createModerationEndpoint } from '#vendors/moderation-endpoint.ts';
import { createInteractionEndpoint } from '#web/interaction-routes.ts';
import { createMetrics } from '#web/metrics.ts';
import { createStartProbe } from '#web/start-probe.ts';
import { appSettings } from './app-settings.ts';
import { connectDiscord } from './connect-discord.ts';
import { makePictures } from './make-pictures.ts';
import { makeVendors } from './make-vendors.ts';
import { createOperatorSide } from './operator-side.ts';
import { scheduleBackups } from './schedule-backups.ts';
import { serveWeb } from './serve-web.ts';
import { startRetention } from './start-retention.ts';
import { version } from './version.ts';

/** Per vendor. Each has four pictures in memory; more at once would not be composed sooner on a few cores. */
const RESULTS_AT_ONCE = 4;

/** Prometheus waits ten seconds by default. */
const METRICS_WITHIN_MS = 3_000;

/** A running bot. */
export type Bot = {
  readonly webUrl: string;
  /** The address of the separate `/metrics` listener; null if there is none. */
  readonly metricsUrl: string | null;
  /** Finishes work in progress if that is quick; the rest is on disk. */
  close(): Promise<void>;
};

/** Starts everything; resolves when interactions arrive; throws if it cannot start. */
export async function runBot(config: Config, token: string, log: Log): Promise<Bot> {
  await makeDataFolder(config.dataDir);
  await narrowAccess({ ...config, log });
  const closings: Closing[] = [];
  try {
    return await compose(config, token, log, closings);
  } catch (error) {
    await closeAll(closings.toReversed(), log);
    throw error;
  }
}

async function compose(config: Config, token: string, log: Log, closings: Closing[]): Promise<Bot> {
  const { databaseFile: file, postgresUrl } = config;
  const about = { roles: [...config.roles], version: version() };
  const data = await openData({ file, postgresUrl, about, clock: systemClock, log });
  const { store, presence, shards: leases } = data;
  const discordClock = createDiscordClock(uptimeMs);
  const clock = createCheckedClock(data.clock, discordClock.nowMs, log);
  closings.push({ name: 'store', close: () => data.close() });
  const chore = createChores(presence, log);
  const fetchPicture = createPictureFetcher();
  closings.push({ name: 'fetcher', close: () => fetchPicture.close() });
  const archive = await openPictureArchive(
    {
      dataDir: config.dataDir,
      bucket: config.archiveBucket,
      cacheBytes: config.archiveCacheBytes,
    },
    { clock, random: systemRandom, log },
  );
  const { pictureProcess, pictures, charts } = await makePictures(config.dataDir, log);
  closings.push({ name: 'picture process', close: () => pictureProcess.close() });
  const vendors = await makeVendors(config, { archive, pictureProcess, log });
  for (const { name, close } of vendors) {
    if (close !== undefined) closings.push({ name: `vendor ${name}`, close });
  }
  const gateway = createGateway({
    token,
    apiUrl: config.discordRestUrl,
    reactions: config.reactions,
    shards: config.shards,
    isCertain: leases.isCertain,
    facts: store,
    clock,
    discordClock,
    log,
  });
  closings.push({ name: 'gateway', close: () => gateway.close() });
  const metrics = createMetrics(
    () => withinMs(clock, store.gauges(), METRICS_WITHIN_MS),
    () => withinMs(clock, vendorReports(context, { fresh: false }), METRICS_WITHIN_MS),
    { ...about, shards: gateway.shards },
  );
  const teller = createLowBalanceNotifier({
    store,
    post: createNoticePoster({ rest: gateway.rest }),
    clock,
    log,
  });
  closings.push({ name: 'notices', close: () => teller.close() });
  const edge = {
    rest: gateway.rest,
    botUserId: () => gateway.identity()?.botUserId ?? null,
    clock,
    log,
  };
  const places = createPlaceMemory({ ...edge, rest: gateway.lookups });
  const copies = createDirectCopies(() => context, createCopySender(edge));
  closings.push({ name: 'copies', close: () => copies.close() });
  const secret = await webhookSecret(store, systemRandom);
  const probe = createStartProbe(secret);
  const operators = createOperatorSide({ config, edge, store, vendors, probe });
  closings.push({ name: 'operator notices', close: () => operators.idle() });
  const parts: Omit<AppContext, 'wake' | 'leased'> = {
    notifyLowBalance: chore('notices', teller.tell),
    sendCopies: chore('copies', copies.send),
    store,
    presence,
    vendors,
    archive,
    fetchPicture: boundFetcher(fetchPicture.fetchPicture),
    pictures,
    charts,
    messenger: createMessenger({ ...edge, places, learned: (job) => worker.leased.unsaved(job) }),
    clock,
    random: systemRandom,
    log,
    meter: metrics.meter,
    durations: createLearnedDurations(store, log),
    polls: createSharedPolls(),
    resultTurns: createTurns(RESULTS_AT_ONCE),
    watch: createVendorWatch({ clock, log }),
    webhooks: createWebhookAddresses({ publicUrl: config.publicUrl, secret }),
    links: createPictureLinks({ publicUrl: config.publicUrl, secret, clock, facts: store }),
    admission: operators.admission,
    reports: operators.reports,
    ...(config.moderation === null
      ? {}
      : { moderator: createModerationEndpoint(config.moderation, clock) }),
    settings: appSettings(config),
  };
  const worker = createWorker(parts);
  const leased = config.roles.has('worker') ? { leased: worker.leased } : {};
  const context: AppContext = { ...parts, wake: worker.wake, ...leased };
  const application = createApplication(context);
  const marks = createPressedMarks({ rest: gateway.rest, application, clock, log });
  const publicKey = config.discordPublicKey;
  const endpoint =
    publicKey === null || !config.roles.has('web')
      ? null
      : createInteractionEndpoint({ publicKey, clock, log });
  const { webUrl, metricsUrl } = await serveWeb({
    config,
    context,
    application,
    metrics,
    endpoint,
    probe,
    accepted: marks.redrawParent,
    isConnected: () => gateway.state() === 'ready' || gateway.state() === 'standby',
    closings,
  });
  await data.start({
    onDue: worker.wake,
    onBeat: () => {
      context.notifyLowBalance();
      context.sendCopies();
    },
  });
  if (config.roles.has('worker')) worker.start();
  // Notices that a previous process recorded but had not sent.
  context.notifyLowBalance();
  context.sendCopies();
  closings.push({ name: 'worker', close: () => worker.stop() });
  startRetention({
    config,
    context,
    archive,
    rest: gateway.rest,
    erase: application.privacy.erase,
    isTimeKnown: () => discordClock.nowMs() !== null,
    closings,
  });
  const alerts = startAlerts({
    config,
    context,
    archive,
    rest: gateway.rest,
    metrics,
    clockAheadMs: clock.aheadMs,
  });
  closings.push({ name: 'alerts', close: alerts.close });
  scheduleBackups({ config, context, closings });
  await connectDiscord({
    config,
    gateway,
    leases,
    places,
    context,
    application,
    marks,
    operators,
    closings,
    endpoint,
  });
  operators.reportStart(gateway.identity()?.applicationId ?? '');
  // First stops new work: open work then finishes on disk, and readiness is false meanwhile.
  const events = {
    name: 'events',
    close: () => {
      endpoint?.close();
      return gateway.close();
    },
  };
  return {
    webUrl,
    metricsUrl,
    close: () => closeAll([events, ...closings.toReversed()], log),
  };
}
