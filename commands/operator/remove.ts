/**
 * `/operator remove`: takes down a job's page, files and message, by its id or by the link of a message that shows it.
 */
import type { InteractionContext } from '#discord/commands/command.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { namedJob } from '#discord/replies/named-job.ts';
import { type PlacedMessage, removeMessages } from '#discord/replies/remove-messages.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { channelId, type JobId, messageId } from '#domain/ids.ts';

/** The format of "Copy Message Link" in all of Discord's clients. */
const MESSAGE_LINK =
  /^<?https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/channels\/(?:\d{15,20}|@me)\/(\d{15,20})\/(\d{15,20})\/?>?$/;

type Parts = Pick<InteractionContext, 'application' | 'directMessenger' | 'botUserId'>;

/**
 * Takes the job down. The page goes first: a message that cannot be removed is reported, and can be removed by hand.
 */
export async function removeAnswer(parts: Parts, interaction: CommandInteraction): Promise<Reply> {
  const { say } = interaction.translator;
  const given = String(interaction.options.get('job') ?? '').trim();
  const linked = linkedMessage(given);
  const id = linked === null ? given : await jobShownBy(parts, linked);
  const by = { userId: interaction.user.id, interactionId: interaction.id };
  const taken = id === null ? null : await parts.application.remarks.takeDown(id, by);
  const messages = taken === null ? 'left' : await removeMessages(parts, taken.job, linked);
  const isChanged = taken !== null && (taken.isFirst || messages === 'removed');
  const title = say(isChanged ? 'operator.taken-down' : 'change.none');
  const description =
    taken === null
      ? say('operator.job-unknown')
      : messages === 'left'
        ? say('operator.removed-page-only')
        : say(isChanged ? 'operator.removed' : 'operator.removed-before');
  const color = isChanged && messages !== 'left' ? COLORS.success : COLORS.warning;
  return {
    kind: 'message',
    visibility: 'stealth',
    message: embedMessage({ title, description, color }),
  };
}

function linkedMessage(text: string): PlacedMessage | null {
  const [, channel, message] = MESSAGE_LINK.exec(text) ?? [];
  return channel === undefined || message === undefined
    ? null
    : { channel: channelId(channel), message: messageId(message) };
}

async function jobShownBy(
  { directMessenger, botUserId }: Parts,
  { channel, message }: PlacedMessage,
): Promise<JobId | null> {
  const found = await directMessenger.read(channel, message);
  // Anyone can post a file that is named like a result.
  return found.kind === 'ok' && found.value.authorId === botUserId() ? namedJob(found.value) : null;
}
