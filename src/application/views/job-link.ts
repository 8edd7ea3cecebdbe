import type { Job } from '#domain/job.ts';

/**
 * Where a job can be seen: its result where there is one, else its progress; null while unknown, and for what only
 * one person sees in a channel, since no link leads there.
 */
export function jobLink(
  job: Pick<Job, 'origin' | 'request' | 'finalChannelId' | 'finalMessageId' | 'progressMessageId'>,
): string | null {
  const { origin, finalChannelId } = job;
  const messageId = job.finalMessageId ?? job.progressMessageId;
  if (messageId === null) return null;
  // What could not be posted in the channel went to the person's direct messages, which belong to no server.
  if (finalChannelId !== null && finalChannelId !== origin.channelId) {
    return `https://discord.com/channels/@me/${finalChannelId}/${messageId}`;
  }
  if (job.request.visibility === 'stealth') return null;
  return `https://discord.com/channels/${origin.guildId}/${origin.channelId}/${messageId}`;
}
