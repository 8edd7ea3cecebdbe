import { type APIEmbed, ButtonStyle } from 'discord-api-types/v10';
import type { RequestOutcome } from '#application/requests/accept-job.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import { jobLink } from '#application/views/job-link.ts';
import type { InteractionContext } from '#discord/commands/command.ts';
import { batchQuestion } from '#discord/components/batch-question.ts';
import { fixMessage } from '#discord/components/fix-message.ts';
import { button, row } from '#discord/components/rows.ts';
import type { Interaction } from '#discord/gateway/interaction.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { translatorOf, withoutWords } from '#discord/screens/job-text.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { actionRow } from '#domain/action.ts';
import type { JobId, RoleId } from '#domain/ids.ts';
import { isFinal, type Job, type JobOrigin } from '#domain/job.ts';
import type { OnVisibility } from '#domain/job-visibility.ts';
import type { Visibility } from '#domain/member-settings.ts';
import type { Translator } from '#i18n/translator.ts';
import { originOrReject } from './job-origin.ts';
import { replyWhenReady } from './reply-when-ready.ts';
import type { Reply } from './show-reply.ts';

/** What every request for a job takes from its interaction. */
export type RequestParts = {
  readonly origin: JobOrigin;
  readonly roleIds: readonly RoleId[];
  readonly onVisibility: OnVisibility;
};

/**
 * Makes a request for a job and answers with its outcome: a refusal with a possible correction and the question of a
 * batch ephemerally, an accepted job as its progress message to those who may see it. Then the job may start. `request`
 * reports the job's visibility as soon as it is decided; it is not called where the result could not be posted.
 */
export async function replyToRequest(
  context: Pick<InteractionContext, 'answers' | 'application' | 'clock' | 'log'>,
  interaction: Interaction,
  asked: string | null,
  request: (parts: RequestParts) => Promise<ImagineOutcome>,
): Promise<Job | null> {
  const sourceMessageId = 'messageId' in interaction ? interaction.messageId : null;
  const origin = await originOrReject(context.answers, interaction, sourceMessageId);
  if (origin === null) return null;
  const { roleIds } = interaction;
  let decided: Visibility | null = null;
  const onVisibility = (visibility: Visibility): void => {
    decided = visibility;
  };
  const requested = request({ origin, roleIds, onVisibility });
  const replied = await replyWhenReady(
    context,
    interaction,
    requested.then((outcome) => replyTo(interaction, outcome, asked)),
    () => decided,
  );
  const outcome = await requested;
  if (outcome.kind === 'rejected' || outcome.kind === 'question' || isOver(outcome)) return null;
  const { job } = outcome;
  const { messageId, isFirst } = replied;
  // The first delivery's handler has the message id, and this one does not.
  if (outcome.kind === 'duplicate' && messageId === null) return job;
  const { answers, application } = context;
  // Before a worker has the job, so that any later edit is newer.
  const edited =
    makesVideos(job) && isFirst
      ? await answers.complete(interaction, progressOf(outcome), [])
      : null;
  const shownId = messageId ?? (edited?.kind === 'ok' ? edited.value.messageId : null);
  // After a crash before this line the job starts a few seconds later, and its message is edited by token.
  await application.confirmAcknowledged(job.id, shownId);
  return job;
}

type Requested = Exclude<RequestOutcome, { readonly kind: 'rejected' }>;

function replyTo(
  { translator, id }: Interaction,
  outcome: ImagineOutcome,
  asked: string | null,
): Reply {
  if (outcome.kind === 'question') {
    return {
      kind: 'message',
      message: batchQuestion(translator, id, outcome),
      visibility: 'stealth',
    };
  }
  if (outcome.kind === 'rejected') {
    const { rejection, fix } = outcome;
    if (rejection.kind === 'files-removed' && rejection.again !== null) {
      const embeds = [rejectionEmbed(translator, rejection, asked)];
      const components = [againRow(translator, rejection.again)];
      const message = { embeds, components, allowed_mentions: MENTIONING_NOBODY };
      return { kind: 'message', message, visibility: 'stealth' };
    }
    if (fix === undefined) {
      return { kind: 'refusal', embed: rejectionEmbed(translator, rejection, asked) };
    }
    const message = fixMessage(translator, { rejection, asked }, id, fix);
    return { kind: 'message', message, visibility: 'stealth' };
  }
  const { job } = outcome;
  // A progress message now would stay forever.
  if (isOver(outcome)) return { kind: 'refusal', embed: overEmbed(translator, job) };
  const { visibility = 'public' } = job.request;
  const plain = progressOf({ ...outcome, job: withoutWords(job) });
  return { kind: 'message', message: firstMessage(job, progressOf(outcome)), plain, visibility };
}

/** The button that repeats a job whose pictures are deleted. */
const againRow = ({ say }: Translator, jobId: JobId) =>
  row(
    button(
      { kind: 'button', jobId, button: { action: 'reroll', cell: null } },
      ButtonStyle.Primary,
      { label: say('button.run-again') },
    ),
  );

/** An earlier delivery made the job, which has ended since. */
const isOver = ({ kind, job }: Requested): boolean => kind === 'duplicate' && isFinal(job.state);

const progressOf = (outcome: Requested): OutgoingMessage =>
  progressMessage(outcome.job, {
    queuePosition: outcome.kind === 'accepted' ? (outcome.queuePosition ?? null) : null,
  });

/** Videos get a short announcement first, as in Midjourney. */
function firstMessage(job: Job, progress: OutgoingMessage): OutgoingMessage {
  return makesVideos(job)
    ? { ...progress, content: translatorOf(job).say('progress.animating') }
    : progress;
}

const makesVideos = ({ request }: Job): boolean => actionRow(request.action).makes === 'videos';

function overEmbed({ say }: Translator, job: Job): APIEmbed {
  return embed({
    title: say('over.title'),
    description: say('over', { job: jobLink(job) ?? `\`${job.id}\``, jobId: job.id }),
    color: COLORS.plain,
  });
}
