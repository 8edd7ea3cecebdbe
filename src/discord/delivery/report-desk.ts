/**
 * Sends reported jobs to the operators: to the configured channel, else by direct message. Each job is sent once. If it
 * reaches nobody, the alert about reports remains.
 */
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import { reportMessage } from '#discord/components/press-report.ts';
import type { GuildNames } from '#discord/gateway/guild-names.ts';
import type { DiscordRest } from '#discord/rest/discord-rest.ts';
import { nonceOf } from '#discord/rest/nonce.ts';
import { messageFiles, type OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { readServerLabel } from '#discord/screens/server-label.ts';
import type { ChannelId, JobId } from '#domain/ids.ts';
import { DEFAULT_LOCALE } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import type { Log } from '#ports/log.ts';
import type { Attachment } from '#ports/messenger.ts';
import type { ReportDesk } from '#ports/report-desk.ts';
import type { DirectMessenger } from './direct-messenger.ts';
import { spoilerFile } from './file-name.ts';
import { messageOperators } from './message-operators.ts';
import type { Notices } from './notices.ts';

/** The key of the fact that operators were sent a report. */
export const reportSentKey = (id: JobId): string => `report.told.${id}`;

/** Creates the desk. */
export function createReportDesk(parts: {
  readonly rest: DiscordRest;
  /** Null: reports go to operators' direct messages. */
  readonly channelId: ChannelId | null;
  readonly operatorIds: readonly string[];
  readonly directMessenger: Pick<DirectMessenger, 'sendDirectly'>;
  readonly guildNames: Pick<GuildNames, 'read'>;
  readonly notices: Notices;
  readonly log: Pick<Log, 'warn'>;
}): ReportDesk {
  const { rest, channelId, log } = parts;

  async function postInChannel(
    channel: ChannelId,
    key: string,
    message: OutgoingMessage,
    files: readonly Attachment[],
  ): Promise<boolean> {
    const reply = await rest.ask({
      method: 'post',
      route: Routes.channelMessages(channel),
      as: 'bot',
      body: { ...message, nonce: nonceOf(key), enforce_nonce: true },
      ...messageFiles(message, files),
      reads: z.unknown(),
    });
    if (reply.kind === 'ok') return true;
    log.warn({ channel, detail: reply.failure.detail }, 'report not posted');
    return false;
  }

  async function tell(
    key: string,
    jobId: JobId,
    read: Parameters<ReportDesk['announce']>[1],
  ): Promise<number> {
    const found = await read();
    if (found === null) return 0;
    const { view, picture } = found;
    const { guildId } = view.job.origin;
    const server = await readServerLabel(parts.guildNames, guildId);
    // There is no interaction, so the language is unknown.
    const plain = reportMessage(translatorFor(DEFAULT_LOCALE), view, server);
    const files = picture === null ? [] : [picture];
    const message =
      picture === null
        ? plain
        : { ...plain, attachments: [spoilerFile({ id: 0, filename: `report_${jobId}.webp` })] };
    const isPosted = channelId !== null && (await postInChannel(channelId, key, message, files));
    return isPosted ? 1 : messageOperators(parts, key, message, files);
  }

  return {
    announce: (jobId, read) => {
      const key = reportSentKey(jobId);
      parts.notices.begin(key, () => tell(key, jobId, read));
    },
  };
}
