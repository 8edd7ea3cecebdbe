/** The answer to a batch's question. Nothing is started or spent before Yes is pressed. */
import { ButtonStyle } from 'discord-api-types/v10';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { BatchOutcome } from '#application/requests/start-each.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { followWithProgress } from '#discord/replies/follow-with-progress.ts';
import { originOrReject } from '#discord/replies/job-origin.ts';
import { updateWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embedMessage, type Notice } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { Translator } from '#i18n/translator.ts';
import type { CustomIdOf } from './custom-id.ts';
import { button, row } from './rows.ts';
import { brokenLines, showBatch } from './show-batch.ts';

/** Yes or No. The question is replaced by the outcome; each job shows its own progress below. */
export async function pressBatch(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { question, answer }: CustomIdOf<'batch'>,
): Promise<void> {
  const { answers, application } = context;
  const { translator } = interaction;
  const origin = await originOrReject(answers, interaction);
  if (origin === null) return;
  const { batches } = application;
  if (answer === 'no') {
    const isOpen = batches.drop(origin.userId, question);
    await answers.update(
      interaction,
      plainMessage(isOpen ? dropped(translator) : closed(translator)),
    );
    return;
  }
  await showBatch(context, interaction, batches.start(origin, question, interaction.roleIds), {
    message: (outcomes) => startedMessage(interaction, outcomes),
    follow: async (outcomes) => {
      for (const outcome of startedOf(outcomes)) {
        const { job } = outcome;
        if (isSilent(outcome)) {
          await application.confirmAcknowledged(job.id, null);
          continue;
        }
        const position = outcome.kind === 'accepted' ? (outcome.queuePosition ?? null) : null;
        await followWithProgress(context, interaction, job, position);
      }
    },
  });
}

/** The message that replaces the question; null outcomes: it was already closed. */
function startedMessage(
  { id, translator }: ComponentInteraction,
  outcomes: readonly BatchOutcome[] | null,
): OutgoingMessage {
  if (outcomes === null) return plainMessage(closed(translator));
  const { say } = translator;
  const refused = outcomes.find((outcome) => outcome.kind === 'rejected');
  const broken = brokenLines(translator, outcomes);
  const started = startedOf(outcomes);
  const waiting = started.filter(isSilent).length;
  const notice = embedMessage(
    {
      title: say('batch.started.title', { count: started.length }),
      description: [say('batch.started', { waiting }), ...broken].join('\n\n'),
      color: refused === undefined && broken.length === 0 ? COLORS.success : COLORS.warning,
    },
    waiting === 0 ? [] : [cancelAllRow(translator, id)],
  );
  const { embeds = [] } = notice;
  const refusals = refused === undefined ? [] : [rejectionEmbed(translator, refused.rejection)];
  return {
    ...notice,
    // If already the first job was refused, only the refusal is shown.
    embeds: started.length === 0 && refused !== undefined ? refusals : [...embeds, ...refusals],
  };
}

const startedOf = (outcomes: readonly BatchOutcome[]) =>
  outcomes.flatMap((outcome) =>
    outcome.kind === 'rejected' || outcome.kind === 'broken' ? [] : [outcome],
  );

/**
 * Handles Cancel all. Running jobs show it in their own messages; waiting ones have none, and this message shows it
 * for them. The button stays, since another press is harmless.
 */
export async function pressBatchCancel(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { confirmed }: CustomIdOf<'batch-cancel'>,
): Promise<void> {
  const { translator } = interaction;
  const origin = await originOrReject(context.answers, interaction);
  if (origin === null) return;
  const cancelling = context.application.batches.cancel(origin, confirmed);
  const becoming = cancelling.then((jobs) => {
    const credits = jobs.reduce((sum, { priceCredits }) => sum + priceCredits, 0);
    return plainMessage({
      title: translator.say('batch.cancelled.title', { count: jobs.length }),
      description: translator.say('batch.cancelled', { credits }),
      color: COLORS.plain,
    });
  });
  await updateWhenReady(context, interaction, becoming);
}

/** Waiting jobs share one message; a stealth job needs its own, because its result replaces that message. */
const isSilent = (outcome: RequestOutcome): boolean =>
  outcome.kind === 'accepted' &&
  outcome.queuePosition !== undefined &&
  outcome.job.request.visibility !== 'stealth';

const cancelAllRow = ({ say }: Translator, confirmed: string) =>
  row(
    button({ kind: 'batch-cancel', confirmed }, ButtonStyle.Danger, {
      label: say('button.cancel-all'),
    }),
  );

const dropped = ({ say }: Translator): Notice => ({
  title: say('batch.dropped.title'),
  description: say('batch.dropped'),
  color: COLORS.plain,
});

const closed = ({ say }: Translator): Notice => ({
  title: say('batch.closed.title'),
  description: say('batch.closed'),
  color: COLORS.warning,
});

/** A message without buttons in place of the question. */
const plainMessage = (notice: Notice): OutgoingMessage => embedMessage(notice, []);
