/** What is added to a job's message when it reaches the person in a direct message instead. */
import type { Job } from '#domain/job.ts';
import { COLORS, embed } from './embed.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/**
 * - `closed`: the channel is gone, or the bot may not write there.
 * - `private`: it is for the person alone, and the request is too old to be answered in the channel.
 */
export type DirectReason = 'closed' | 'private';

const REASONS = {
  closed: ({ origin }) =>
    `This could not be posted in <#${origin.channelId}>: the channel is gone or closed to the bot.`,
  private: () => 'You are in stealth mode, so this is for you alone.',
} as const satisfies Record<DirectReason, (job: Job) => string>;

/**
 * The same message without buttons, which work in servers only, and with the reason it came here.
 */
export function directMessage(
  job: Job,
  message: OutgoingMessage,
  reason: DirectReason = 'closed',
): OutgoingMessage {
  const hasResult = job.result !== null;
  const note = embed({
    title: 'Sent here instead',
    description:
      REASONS[reason](job) +
      (hasResult
        ? `\n\nTo go on with it, use \`/show ${job.id}\` in a channel of the same server.`
        : ''),
    color: COLORS.warning,
  });
  return { ...message, components: [], embeds: [...(message.embeds ?? []), note] };
}
