import { missingPermissions } from '#discord/commands/channel-permissions.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import type { MessageId } from '#domain/ids.ts';
import type { JobOrigin } from '#domain/job.ts';
import { type Rejected, rejected } from '#domain/rejection.ts';
import type { Answers } from './answers.ts';

/** The origin of a job of this interaction, or why its result cannot be posted there. */
export type OriginOutcome = { readonly kind: 'origin'; readonly origin: JobOrigin } | Rejected;

/**
 * The origin of jobs that answer a question in a message. Their interaction id is that message's instead of the
 * press's: a second press, also in another client, starts nothing, since no two jobs have the same interaction id.
 */
export function originOfAnswer(question: MessageId | null, origin: JobOrigin): JobOrigin {
  return question === null ? origin : { ...origin, interactionId: question };
}

/** The origin of a job; refused outside servers and where the bot may not post. */
export function jobOrigin(
  interaction: Interaction,
  sourceMessageId: MessageId | null = null,
): OriginOutcome {
  const { guildId, user, parentChannelId } = interaction;
  if (guildId === null) return rejected({ kind: 'guild-only' });
  const { applicationId, isGuildInstall, posting } = interaction;
  if (!isGuildInstall || posting.kind === 'bot-missing') {
    return rejected({ kind: 'bot-missing', applicationId });
  }
  const permissions = missingPermissions(interaction);
  if (permissions.length > 0) return rejected({ kind: 'permission-missing', permissions });
  if (posting.kind === 'outside-thread') {
    const { botUserId } = posting;
    return rejected({ kind: 'thread-not-joined', botUserId });
  }
  if (posting.kind === 'refused') {
    const { untilMs } = posting;
    return rejected({ kind: 'messages-refused', untilMs });
  }
  return {
    kind: 'origin',
    origin: {
      interactionId: interaction.id,
      interactionToken: interaction.token,
      interactionAtMs: interaction.atMs,
      applicationId: interaction.applicationId,
      guildId,
      channelId: interaction.channelId,
      ...(parentChannelId === null ? {} : { parentChannelId }),
      ...(interaction.age === 'open' ? {} : { age: interaction.age }),
      userId: user.id,
      userName: user.name,
      locale: interaction.locale,
      serverLocale: interaction.serverLocale,
      sourceMessageId,
      attachmentBytesMax: interaction.attachmentBytesMax,
    },
  };
}

/** The same; null after the refusal was sent. */
export async function originOrReject(
  answers: Pick<Answers, 'rejectWith'>,
  interaction: Interaction,
  sourceMessageId: MessageId | null = null,
): Promise<JobOrigin | null> {
  const place = jobOrigin(interaction, sourceMessageId);
  if (place.kind === 'origin') return place.origin;
  await answers.rejectWith(interaction, place.rejection);
  return null;
}
