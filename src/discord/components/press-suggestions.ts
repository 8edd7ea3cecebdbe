/**
 * What is pressed under words that a job found: a number opens a modal with that text, `Imagine all` states
 * its price first, `Show Details` tells the weights. Relies on the application for whether the words exist;
 * nothing is spent before a modal is submitted or the question answered.
 */
import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { SuggestionsInfo } from '#application/requests/suggestions-of.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import type { ComponentInteraction, ModalInteraction } from '#discord/gateway/interaction.ts';
import { followWithProgress } from '#discord/replies/follow-with-progress.ts';
import { answerTo, jobOrigin } from '#discord/replies/job-origin.ts';
import { replyToRequest } from '#discord/replies/reply-to-request.ts';
import { updateWhenReady } from '#discord/replies/update-when-ready.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { tokensEmbed } from '#discord/screens/render-suggestions.ts';
import type { Translator } from '#i18n/translator.ts';
import { type CustomIdOf, encodeCustomId, type SuggestionsPart } from './custom-id.ts';
import { imagineModal, PROMPT_FIELD } from './imagine-modal.ts';
import type { PressContext } from './press-context.ts';

type SuggestionsId = CustomIdOf<'suggestions'>;

const NUMBERS: { readonly [part in SuggestionsPart]?: number } = {
  t1: 1,
  t2: 2,
  t3: 3,
  t4: 4,
  t5: 5,
};

/** A press under words. */
export async function pressSuggestions(
  context: PressContext,
  interaction: ComponentInteraction,
  id: SuggestionsId,
): Promise<void> {
  const { answers, application } = context;
  const info =
    interaction.guildId === null
      ? null
      : await application.suggestionsOf({
          guildId: interaction.guildId,
          userId: interaction.user.id,
          jobId: id.jobId,
        });
  const stale = () =>
    answers.replyEphemeral(
      interaction,
      rejectionEmbed(interaction.translator, { kind: 'button-stale' }),
    );
  if (info === null) {
    await stale();
    return;
  }
  switch (id.part) {
    case 'all':
      await answers.replyEphemeralMessage(interaction, allQuestion(interaction.translator, info));
      return;
    case 'all-yes':
      await imagineAll(context, interaction, id);
      return;
    case 'all-no':
      await answers.update(interaction, allDropped(interaction.translator));
      return;
    case 'details':
      await answers.replyEphemeral(
        interaction,
        tokensEmbed(interaction.translator, info.job, info.result.tokens),
      );
      return;
    default: {
      const text = info.result.suggestions[(NUMBERS[id.part] ?? 0) - 1];
      if (text === undefined) await stale();
      else
        await answers.openModal(
          interaction,
          imagineModal(interaction.translator, encodeCustomId(id), text),
        );
    }
  }
}

/** The modal of a number was submitted: a job of its own, whose parent is where the words are. */
export async function submitSuggestion(
  context: PressContext,
  interaction: ModalInteraction,
  id: SuggestionsId,
): Promise<void> {
  const place = jobOrigin(interaction, interaction.messageId);
  const number = NUMBERS[id.part];
  if (place.kind === 'rejected' || number === undefined) {
    const rejection =
      place.kind === 'rejected' ? place.rejection : ({ kind: 'button-stale' } as const);
    await context.answers.replyEphemeral(
      interaction,
      rejectionEmbed(interaction.translator, rejection),
    );
    return;
  }
  const prompt = interaction.fields.get(PROMPT_FIELD) ?? '';
  const job = await replyToRequest(context, interaction, `/imagine ${prompt}`, (onVisibility) =>
    context.application.imagineText({
      origin: place.origin,
      prompt,
      from: { jobId: id.jobId, number },
      roleIds: interaction.roleIds,
      onVisibility,
    }),
  );
  if (job === null || interaction.messageId === null) return;
  const { channelId, messageId } = interaction;
  await context.marks.redraw({ channelId, messageId, jobId: id.jobId });
}

function allQuestion(
  { say }: Translator,
  { job, result, priceEachCredits }: SuggestionsInfo,
): OutgoingMessage {
  const count = result.suggestions.length;
  const credits = count * priceEachCredits;
  return {
    embeds: [
      embed({
        title: say('imagine-all.title', { count }),
        description: say('imagine-all', { count, credits, each: priceEachCredits }),
        color: COLORS.plain,
      }),
    ],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Success,
            label: say('button.yes'),
            custom_id: encodeCustomId({ kind: 'suggestions', jobId: job.id, part: 'all-yes' }),
          },
          {
            type: ComponentType.Button,
            style: ButtonStyle.Danger,
            label: say('button.no'),
            custom_id: encodeCustomId({ kind: 'suggestions', jobId: job.id, part: 'all-no' }),
          },
        ],
      },
    ],
    allowed_mentions: MENTIONING_NOBODY,
  };
}

const allDropped = ({ say }: Translator): OutgoingMessage => ({
  embeds: [
    embed({
      title: say('batch.dropped.title'),
      description: say('imagine-all.dropped'),
      color: COLORS.plain,
    }),
  ],
  components: [],
  allowed_mentions: MENTIONING_NOBODY,
});

/** The question becomes its answer, and every job shows its own progress below. */
async function imagineAll(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { jobId }: SuggestionsId,
): Promise<void> {
  const { answers, application } = context;
  const place = jobOrigin(interaction);
  if (place.kind === 'rejected') {
    await answers.replyEphemeral(
      interaction,
      rejectionEmbed(interaction.translator, place.rejection),
    );
    return;
  }
  const requested = application.requestImagineAll({
    origin: answerTo(interaction.messageId, place.origin),
    jobId,
    roleIds: interaction.roleIds,
  });
  await updateWhenReady(
    context,
    interaction,
    requested.then((outcomes) => imaginedAll(interaction, outcomes)),
  );
  for (const job of acceptedOf(await requested)) {
    await followWithProgress(context, interaction, job, null);
  }
}

const acceptedOf = (outcomes: readonly RequestOutcome[]) =>
  outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.job] : []));

/** What the question becomes. */
function imaginedAll(
  { translator }: ComponentInteraction,
  outcomes: readonly RequestOutcome[],
): OutgoingMessage {
  const { say } = translator;
  const refused = outcomes.find((outcome) => outcome.kind === 'rejected');
  const accepted = acceptedOf(outcomes);
  const started = embed({
    title: say('imagine-all.started.title', { count: accepted.length }),
    description: say('imagine-all.started'),
    color: COLORS.plain,
  });
  // Neither started nor refused: an earlier press on the same question did it.
  const before = embed({
    title: say('batch.closed.title'),
    description: say('batch.closed'),
    color: COLORS.warning,
  });
  const refusals = refused === undefined ? [] : [rejectionEmbed(translator, refused.rejection)];
  const told = [...(accepted.length === 0 ? [] : [started]), ...refusals];
  return {
    embeds: told.length === 0 ? [before] : told,
    components: [],
    allowed_mentions: MENTIONING_NOBODY,
  };
}
