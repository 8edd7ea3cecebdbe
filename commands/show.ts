/**
 * `/show`: a finished job once more, with the buttons it has today. Relies on the archive being quick
 * and on the answer's 3 seconds: what is ready and small is the answer itself, anything else follows a
 * deferred one. It never posts twice and never shows a refusal to everyone.
 */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { ShowOutcome } from '#application/views/show-job.ts';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { suggestJob } from '#discord/commands/suggest-job.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { DIRECT_BYTES_MAX } from '#discord/replies/answer-alone.ts';
import { READY_WITHIN_MS } from '#discord/replies/answer-when-ready.ts';
import { jobOrigin } from '#discord/replies/job-origin.ts';
import { withinMs } from '#discord/replies/within-ms.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import type { ResultView } from '#ports/messenger.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'show',
    description: 'Shows the job view based on job id.',
    contexts: [InteractionContextType.Guild],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'job_id',
        description:
          'The job ID of the job you want to show. It should look similar to this: 0hq3zv8k2rabcdef',
        required: true,
        autocomplete: true,
        max_length: 100,
      },
    ],
  },
  run: async (interaction, context) => {
    const { application, answers } = context;
    const place = jobOrigin(interaction);
    if (place.kind === 'rejected') {
      await answers.tell(interaction, rejectionEmbed(interaction.texts, place.rejection));
      return;
    }
    const { guildId, userId } = place.origin;
    const jobId = String(interaction.options.get('job_id') ?? '');
    const looking = application.showJob({ guildId, userId, jobId });
    const outcome = await withinMs(context.clock, looking, READY_WITHIN_MS);
    if (outcome?.kind === 'rejected') {
      await answers.tell(
        interaction,
        rejectionEmbed(interaction.texts, outcome.rejection, `/show ${jobId}`),
      );
    } else if (outcome?.kind === 'shown' && isPrivate(outcome.showing)) {
      const { showing } = outcome;
      await answers.tellMessage(interaction, shownMessage(showing), showing.attachments);
    } else if (outcome?.kind === 'shown' && isDirect(outcome.showing)) {
      await answers.show(interaction, shownMessage(outcome.showing), outcome.showing.attachments);
    } else {
      await answers.defer(interaction);
      await complete(context, interaction, await looking, jobId);
    }
  },
  suggest: suggestJob,
} satisfies Command;

/** Shown to the person alone, as it was the first time. */
const isPrivate = ({ job }: ResultView): boolean => job.request.visibility === 'stealth';

const isDirect = ({ attachments }: ResultView): boolean =>
  attachments.reduce((together, { bytes }) => together + bytes.length, 0) <= DIRECT_BYTES_MAX;

const shownMessage = ({ attachments, ...showing }: ResultView) =>
  finalMessage({ ...showing, mediaTypes: attachments.map(({ mediaType }) => mediaType) });

async function complete(
  { answers, log }: InteractionContext,
  interaction: CommandInteraction,
  outcome: ShowOutcome,
  jobId: string,
): Promise<void> {
  const isHidden = outcome.kind === 'shown' && isPrivate(outcome.showing);
  const reply = isHidden
    ? await answers.tellInsteadMessage(
        interaction,
        shownMessage(outcome.showing),
        outcome.showing.attachments,
      )
    : outcome.kind === 'rejected'
      ? await answers.tellInstead(
          interaction,
          rejectionEmbed(interaction.texts, outcome.rejection, `/show ${jobId}`),
        )
      : await answers.complete(
          interaction,
          shownMessage(outcome.showing),
          outcome.showing.attachments,
        );
  if (reply.kind === 'failed') {
    log.warn({ interaction: interaction.id, detail: reply.failure.detail }, '/show not completed');
  }
}
