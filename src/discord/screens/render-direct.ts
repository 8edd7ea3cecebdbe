/** The note on a job's message that is posted elsewhere. */

import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { cutText } from '#domain/cut-text.ts';
import type { Job } from '#domain/job.ts';
import { CONTENT_CHARACTERS_MAX } from './display-prompt.ts';
import { COLORS, embed, embedText } from './embed.ts';
import { translatorOf } from './job-text.ts';

/**
 * - `closed`: the channel is deleted, or the bot may not write there.
 * - `refused`: Discord refuses this message there.
 * - `no-files`: no files can be uploaded there.
 * - `private`: a stealth result whose interaction has expired.
 */
export type ElsewhereReason = 'closed' | 'refused' | 'no-files' | 'private';

/** The message with the reason; without buttons where they do not work. */
export function elsewhereMessage(
  job: Job,
  message: OutgoingMessage,
  how: {
    readonly reason: ElsewhereReason;
    /** Buttons work in servers only. */
    readonly keepsButtons: boolean;
    readonly keepsEmbeds: boolean;
  },
): OutgoingMessage {
  const { say } = translatorOf(job);
  const channel = `<#${job.origin.channelId}>`;
  const why = {
    closed: () => say('direct.closed', { channel }),
    refused: () => say('direct.refused', { channel }),
    'no-files': () => say('direct.no-files', { channel }),
    private: () => say('direct.private'),
  }[how.reason]();
  const next = say('direct.next', { jobId: job.id });
  const note = embed({
    title: say('direct.title'),
    description: job.result === null || how.keepsButtons ? why : `${why}\n\n${next}`,
    color: COLORS.warning,
  });
  const components = how.keepsButtons ? (message.components ?? []) : [];
  if (how.keepsEmbeds) {
    return { ...message, components, embeds: [...(message.embeds ?? []), note] };
  }
  const noteText = embedText(note);
  const content = cutText(message.content ?? '', CONTENT_CHARACTERS_MAX - noteText.length - 1);
  return { ...message, components, content: `${content}\n${noteText}` };
}
