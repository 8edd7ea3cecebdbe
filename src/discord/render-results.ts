/** What `DM Results` sends and says. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { Job } from '#domain/job.ts';
import type { Attachment } from '#ports/messenger.ts';
import { MENTIONING_NOBODY } from './allowed-mentions.ts';
import { COLORS, embed } from './embed.ts';
import { resultFileName } from './file-name.ts';
import { boldLine } from './job-text.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { textsEmbed } from './render-texts.ts';

/** The pictures one by one with prompt, job id and, where it is known, seed. */
export function resultsMessage(job: Job, attachments: readonly Attachment[]): OutgoingMessage {
  const seed = job.result?.seed ?? null;
  const facts = `\n**Job ID**: ${job.id}${seed === null ? '' : `\n**seed** ${seed}`}`;
  const files = attachments.map(({ mediaType }, place) => ({
    id: place,
    filename: resultFileName(job, mediaType, attachments.length > 1 ? place + 1 : null),
  }));
  const message = {
    content: boldLine('', job, facts),
    allowed_mentions: MENTIONING_NOBODY,
    attachments: files,
  };
  if (job.result?.kind !== 'texts') return message;
  // Its footer speaks of buttons, which work in servers only.
  const { footer: _, ...words } = textsEmbed(job, job.result, files[0]?.filename ?? null);
  return { ...message, embeds: [words] };
}

export const sentEmbed = (): APIEmbed =>
  embed({
    title: 'Sent',
    description: 'The results are in your direct messages.',
    color: COLORS.success,
  });

export const notSentEmbed = (isClosed: boolean): APIEmbed =>
  embed({
    title: 'Not sent',
    description: isClosed
      ? "Your direct messages are closed to this bot. Allow them in the server's privacy settings " +
        "(the server's name ▸ Privacy Settings ▸ Direct Messages), then try again."
      : 'Discord did not take the message. Try again in a minute.',
    color: COLORS.error,
  });
