/**
 * `Imagine all`: asks first with the number of jobs and the price, then replaces the question by the outcome. The
 * application refuses a second answer to one question.
 */
import type { ImagineAllQuestion } from '#application/requests/request-imagine-all.ts';
import type { BatchOutcome } from '#application/requests/start-each.ts';
import type { SuggestionsInfo } from '#application/requests/suggestions-of.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { followWithProgress } from '#discord/replies/follow-with-progress.ts';
import { originOfAnswer, originOrReject } from '#discord/replies/job-origin.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed, embedMessage } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { JobId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { CustomIdOf } from './custom-id.ts';
import type { PressContext } from './pressed-marks.ts';
import { yesOrNo } from './rows.ts';
import { brokenLines, showBatch } from './show-batch.ts';

/** Asks before `Imagine all`, ephemerally. */
export async function askAll(
  { answers, application }: PressContext,
  interaction: ComponentInteraction,
  { job: { id: jobId, origin } }: SuggestionsInfo,
): Promise<void> {
  const { translator, user } = interaction;
  const asked = await application.askImagineAll({
    guildId: origin.guildId,
    userId: user.id,
    jobId,
  });
  if (asked.kind === 'rejected') {
    await answers.rejectWith(interaction, asked.rejection);
    return;
  }
  await answers.replyEphemeralMessage(interaction, allQuestion(translator, jobId, asked));
}

function allQuestion(
  translator: Translator,
  jobId: JobId,
  { jobs, credits, availableCredits }: ImagineAllQuestion,
): OutgoingMessage {
  const { say } = translator;
  return embedMessage(
    {
      title: say('imagine-all.title', { count: jobs }),
      description: [
        say('batch.question', { jobs, credits }),
        say('batch.question.balance', { availableCredits }),
      ].join('\n'),
      color: COLORS.plain,
    },
    yesOrNo(translator, {
      yes: { kind: 'suggestions', jobId, part: 'all-yes' },
      no: { kind: 'suggestions', jobId, part: 'all-no' },
    }),
  );
}

/** No was pressed. */
export const allDropped = ({ say }: Translator): OutgoingMessage =>
  embedMessage(
    {
      title: say('batch.dropped.title'),
      description: say('imagine-all.dropped'),
      color: COLORS.plain,
    },
    [],
  );

/** Starts the jobs and replaces the question by the outcome; each job shows its own progress below. */
export async function imagineAll(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { jobId }: CustomIdOf<'suggestions'>,
): Promise<void> {
  const { answers, application } = context;
  const origin = await originOrReject(answers, interaction);
  if (origin === null) return;
  const requested = application.requestImagineAll({
    origin: originOfAnswer(interaction.messageId, origin),
    jobId,
    roleIds: interaction.roleIds,
  });
  await showBatch(context, interaction, requested, {
    message: (outcomes) => imaginedAll(interaction, outcomes),
    follow: async (outcomes) => {
      for (const job of acceptedOf(outcomes)) {
        await followWithProgress(context, interaction, job, null);
      }
    },
  });
}

const acceptedOf = (outcomes: readonly BatchOutcome[]) =>
  outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.job] : []));

function imaginedAll(
  { translator }: ComponentInteraction,
  outcomes: readonly BatchOutcome[],
): OutgoingMessage {
  const { say } = translator;
  const refused = outcomes.find((outcome) => outcome.kind === 'rejected');
  const accepted = acceptedOf(outcomes);
  const started = embed({
    title: say('imagine-all.started.title', { count: accepted.length }),
    description: [say('imagine-all.started'), ...brokenLines(translator, outcomes)].join('\n\n'),
    color: COLORS.plain,
  });
  // Neither started nor refused: an earlier press already answered the question.
  const before = embed({
    title: say('batch.closed.title'),
    description: say('batch.closed'),
    color: COLORS.warning,
  });
  const refusals = refused === undefined ? [] : [rejectionEmbed(translator, refused.rejection)];
  const embeds = [...(accepted.length === 0 ? [] : [started]), ...refusals];
  return {
    embeds: embeds.length === 0 ? [before] : embeds,
    components: [],
    allowed_mentions: MENTIONING_NOBODY,
  };
}
