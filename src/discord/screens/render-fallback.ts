/** The message of a finished job whose files could not be posted. */

import type { Wording } from '#discord/delivery/delivery-ladder.ts';
import { onlyMentioning } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { lineOf, mention, type ShownJob, translatorOf, withoutWords } from './job-text.ts';

/** Deterministic, because the edit may be repeated after a crash. */
export function fallbackMessage(
  job: ShownJob,
  shown: {
    /** `direct`: sent by direct message; `archive`: only in the archive. */
    readonly where: 'direct' | 'archive';
    readonly wording: Wording;
    readonly pageUrl: string | null;
  },
): OutgoingMessage {
  const { say } = translatorOf(job);
  const isWhole = shown.wording === 'whole';
  const link =
    isWhole && shown.pageUrl !== null ? ` ${say('final.website', { url: shown.pageUrl })}` : '';
  const why =
    shown.where === 'direct' ? say('final.sent-directly') : say('final.kept', { jobId: job.id });
  const named = isWhole ? job : withoutWords(job);
  return {
    content: lineOf(named, (prompt) => `${prompt} - ${mention(job)}${link}\n-# ${why}`),
    embeds: [],
    components: [],
    attachments: [],
    allowed_mentions: onlyMentioning(job.origin.userId),
  };
}
