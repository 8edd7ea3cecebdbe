import type { Job } from '#domain/job.ts';

/**
 * The link to a job's message: its result if there is one, else its progress. Null while unknown, and for an ephemeral
 * message, which cannot be linked.
 */
export function jobLink(
  job: Pick<Job, 'origin' | 'request' | 'finalChannelId' | 'finalMessageId' | 'progressMessageId'>,
): string | null {
  const { origin, finalChannelId } = job;
  const messageId = job.finalMessageId ?? job.progressMessageId;
  if (messageId === null) return null;
  // A result that could not be posted in the channel is in the person's direct messages.
  if (finalChannelId !== null && finalChannelId !== origin.channelId) {
    return `https://discord.com/channels/@me/${finalChannelId}/${messageId}`;
  }
  if (job.request.visibility === 'stealth') return null;
  return `https://discord.com/channels/${origin.guildId}/${origin.channelId}/${messageId}`;
}
