/** What is added to a job's message when it reaches the person in a direct message instead. */
import type { Job } from '#domain/job.ts';
import { COLORS, embed } from './embed.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/**
 * The same message without buttons, which work in servers only, and with the reason it came here.
 */
export function directMessage(job: Job, message: OutgoingMessage): OutgoingMessage {
  const hasResult = job.result !== null;
  const note = embed({
    title: 'Sent here instead',
    description:
      `This could not be posted in <#${job.origin.channelId}>: the channel is gone or closed to the bot.` +
      (hasResult
        ? `\n\nTo go on with it, use \`/show ${job.id}\` in a channel of the same server.`
        : ''),
    color: COLORS.warning,
  });
  return { ...message, components: [], embeds: [...(message.embeds ?? []), note] };
}
