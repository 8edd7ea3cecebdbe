/** What is added to a job's message when it reaches the person in a direct message instead. */

import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import type { Job } from '#domain/job.ts';
import { COLORS, embed } from './embed.ts';
import { textsOf } from './job-text.ts';

/**
 * - `closed`: the channel is gone, or the bot may not write there.
 * - `private`: it is for the person alone, and the request is too old to be answered in the channel.
 */
export type DirectReason = 'closed' | 'private';

/**
 * The same message without buttons, which work in servers only, and with the reason it came here.
 */
export function directMessage(
  job: Job,
  message: OutgoingMessage,
  reason: DirectReason = 'closed',
): OutgoingMessage {
  const { say } = textsOf(job);
  const hasResult = job.result !== null;
  const why =
    reason === 'closed'
      ? say('direct.closed', { channel: `<#${job.origin.channelId}>` })
      : say('direct.private');
  const note = embed({
    title: say('direct.title'),
    description: hasResult ? `${why}\n\n${say('direct.next', { jobId: job.id })}` : why,
    color: COLORS.warning,
  });
  return { ...message, components: [], embeds: [...(message.embeds ?? []), note] };
}
