/** The operators' side of the bot: server admission, notices to operators, and the start report. */
import {
  createServerAdmission,
  type ServerAdmission,
} from '#application/accounts/server-admission.ts';
import type { Config } from '#config/config.ts';
import { readChannelAccess } from '#discord/commands/channel-access.ts';
import { createDirectMessenger } from '#discord/delivery/direct-messenger.ts';
import { createNotices } from '#discord/delivery/notices.ts';
import { createOperatorNotices, type OperatorNotices } from '#discord/delivery/operator-notices.ts';
import { createReportDesk } from '#discord/delivery/report-desk.ts';
import { createApplicationFacts } from '#discord/gateway/application-facts.ts';
import { createGuildNames, type GuildNames } from '#discord/gateway/guild-names.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { channelId } from '#domain/ids.ts';
import { dayAt } from '#domain/period.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { ReportDesk } from '#ports/report-desk.ts';
import type { Store } from '#ports/store.ts';
import type { Vendor } from '#ports/vendor.ts';
import { keyVariable } from '#vendors/vendor-settings.ts';
import type { StartProbe } from '#web/start-probe.ts';
import { reportStart } from './start-report.ts';

/** Admission, notices and the start report. */
export type OperatorSide = {
  readonly admission: ServerAdmission;
  readonly reports: ReportDesk;
  /** One shared cache of server names. */
  readonly guildNames: GuildNames;
  /** A person bought credits for themselves. */
  readonly soldToPerson: OperatorNotices['soldToPerson'];
  /** Runs the checks and logs their findings; returns immediately, since nothing may delay the bot. */
  reportStart(applicationId: string): void;
  /** Resolves when every started notice is sent or given up. */
  idle(): Promise<void>;
};

/** Creates it from the configuration and the Discord client. */
export function createOperatorSide(parts: {
  readonly config: Config;
  readonly edge: {
    readonly rest: DiscordRest;
    readonly botUserId: () => string | null;
    readonly clock: Clock;
    readonly log: Log;
  };
  readonly store: Store;
  readonly vendors: readonly Vendor[];
  readonly probe: StartProbe;
}): OperatorSide {
  const { config, edge, store, vendors, probe } = parts;
  const { clock, log } = edge;
  const applicationFacts = createApplicationFacts(edge);
  const guildNames = createGuildNames(edge);
  const notices = createNotices({ store, log });
  const shared = {
    operatorIds: config.operatorIds,
    directMessenger: createDirectMessenger(edge),
    guildNames,
    notices,
    log,
  };
  const operatorNotices = createOperatorNotices(shared);
  const { reportsChannel } = config;
  const reports = createReportDesk({
    ...shared,
    rest: edge.rest,
    channelId: reportsChannel === null ? null : channelId(reportsChannel),
  });
  const isAnyPaid = config.vendorOrder.some((name) => name !== 'studio');
  return {
    reports,
    guildNames,
    soldToPerson: operatorNotices.soldToPerson,
    admission: createServerAdmission({
      store,
      settings: {
        guildIds: config.guildIds,
        operatorIds: config.operatorIds,
        isUndecided: config.monthlyCreditsIsDefault && isAnyPaid,
      },
      isPublic: async () => (await applicationFacts()).isPublic,
      announce: operatorNotices.serverWaits,
      log,
    }),
    reportStart: (applicationId) => {
      reportStart({
        config,
        applicationId,
        applicationFacts,
        guildNames,
        reportsAccess: () =>
          reportsChannel === null
            ? null
            : readChannelAccess(edge.rest, edge.botUserId(), channelId(reportsChannel)),
        vendors,
        probe,
        onKeyRejected: ({ name, label }) =>
          operatorNotices.keyRefused(
            { label, variable: keyVariable(name) },
            dayAt(clock.nowMs(), 'UTC'),
          ),
        clock,
        log,
      }).catch((error: unknown) => log.error({ error }, 'start report failed'));
    },
    idle: notices.idle,
  };
}
