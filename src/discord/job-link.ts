import type { Job } from '#domain/job.ts';

/** Where a job can be seen: its result where there is one, else its progress; null while unknown. */
export function jobLink(
  job: Pick<Job, 'origin' | 'finalChannelId' | 'finalMessageId' | 'progressMessageId'>,
): string | null {
  const messageId = job.finalMessageId ?? job.progressMessageId;
  if (messageId === null) return null;
  const channelId = job.finalChannelId ?? job.origin.channelId;
  return `https://discord.com/channels/${job.origin.guildId}/${channelId}/${messageId}`;
}
