/** The messages of `DM Results`. */
import type { APIEmbed } from 'discord-api-types/v10';
import { resultFileName } from '#discord/delivery/file-name.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Attachment } from '#ports/messenger.ts';
import { COLORS, embed } from './embed.ts';
import { inOwnersLanguage, lineOf, translatorOf } from './job-text.ts';
import { suggestionsEmbed } from './render-suggestions.ts';

/** The pictures with prompt, job id and, if known, seed. */
export function resultsMessage(shown: Job, attachments: readonly Attachment[]): OutgoingMessage {
  const job = inOwnersLanguage(shown);
  const { say } = translatorOf(job);
  const seed = job.result?.seed ?? null;
  const facts = [
    say('results.job', { jobId: job.id }),
    ...(seed === null ? [] : [say('results.seed', { seed })]),
  ];
  const files = attachments.map(({ mediaType }, place) => ({
    id: place,
    filename: resultFileName(job, mediaType, attachments.length > 1 ? place + 1 : null),
  }));
  const message = {
    content: lineOf(job, (prompt) => [prompt, ...facts].join('\n')),
    allowed_mentions: MENTIONING_NOBODY,
    attachments: files,
  };
  if (job.result?.kind !== 'suggestions') return message;
  // The footer is about buttons, which only work in servers.
  const { footer: _, ...words } = suggestionsEmbed(job, job.result, files[0]?.filename ?? null);
  return { ...message, embeds: [words] };
}

/** The results were sent by direct message. */
export const sentEmbed = ({ say }: Translator): APIEmbed =>
  embed({
    title: say('results.sent.title'),
    description: say('results.sent'),
    color: COLORS.success,
  });

/** Discord refused the answer to an interaction, in every form. */
export const notAcceptedEmbed = ({ say }: Translator): APIEmbed =>
  embed({
    title: say('results.not-sent.title'),
    description: say('results.not-accepted'),
    color: COLORS.error,
  });

/** The results could not be sent; `isClosed`: the person accepts no direct messages. */
export const notSentEmbed = ({ say }: Translator, isClosed: boolean): APIEmbed =>
  embed({
    title: say('results.not-sent.title'),
    description: say('results.not-sent', { why: isClosed ? 'closed' : 'failed' }),
    color: COLORS.error,
  });
