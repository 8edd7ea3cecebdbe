/**
 * Vary (Region) inside Discord: a link to the editor if the bot has a public URL, else the nine parts of the picture as
 * buttons. Nothing is spent before the region is submitted; both show the progress ephemerally and post the result as
 * usual.
 */
import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { RegionWords } from '#application/requests/region-outcomes.ts';
import type { ComponentInteraction, ModalInteraction } from '#discord/gateway/interaction.ts';
import { originOfAnswer, originOrReject } from '#discord/replies/job-origin.ts';
import {
  replyWhenReady,
  type UpdateOrRefusal,
  updateWhenReady,
} from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { progressMessage } from '#discord/screens/render-progress.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { timeText } from '#discord/screens/time-text.ts';
import type { JobId, MessageId } from '#domain/ids.ts';
import { isFinal } from '#domain/job.ts';
import type { Translator } from '#i18n/translator.ts';
import {
  type CustomIdOf,
  encodeCustomId,
  PARTS,
  type Part,
  type RegionChoice,
} from './custom-id.ts';
import type { PressContext } from './pressed-marks.ts';
import { buttonModal, PROMPT_FIELD } from './prompt-modal.ts';
import { button, row } from './rows.ts';

const ARROWS = ['↖️', '⬆️', '↗️', '⬅️', '⏺️', '➡️', '↙️', '⬇️', '↘️'] as const;
const PICTURE_NAME = 'picture.webp';

/** The button under a picture was pressed. */
export async function offerRegion(
  context: PressContext,
  interaction: ComponentInteraction,
  jobId: JobId,
): Promise<void> {
  const origin = await originOrReject(context.answers, interaction, interaction.messageId);
  if (origin === null) return;
  const { roleIds, translator, messageId } = interaction;
  const alone = { kind: 'message', visibility: 'stealth' } as const;
  const offering = async (): Promise<Reply> => {
    const offer = await context.application.region.offer({ origin, parentId: jobId, roleIds });
    switch (offer.kind) {
      case 'rejected':
        return { kind: 'refusal', embed: rejectionEmbed(translator, offer.rejection) };
      case 'link':
        return { ...alone, message: linkMessage(translator, offer) };
      case 'parts': {
        const parts = partsMessage(translator, jobId, [], messageId, offer.words);
        const message = { ...parts, attachments: [{ id: 0, filename: PICTURE_NAME }] };
        return { ...alone, message, files: [{ bytes: offer.picture, mediaType: offer.mediaType }] };
      }
      default:
        return offer satisfies never;
    }
  };
  await replyWhenReady(context, interaction, offering(), () => 'stealth');
}

/** A button of the nine parts, or below them, was pressed. */
export async function pressRegion(
  context: PressContext,
  interaction: ComponentInteraction,
  { jobId, chosen, press, sourceMessageId }: CustomIdOf<'region'>,
): Promise<void> {
  const { answers, application } = context;
  if (press === 'stop') {
    await answers.update(interaction, closed(interaction.translator));
    return;
  }
  if (press !== 'go') {
    const next = chosen.includes(press)
      ? chosen.filter((part) => part !== press)
      : [...chosen, press];
    await answers.update(
      interaction,
      partsMessage(interaction.translator, jobId, next, sourceMessageId),
    );
    return;
  }
  const origin = await originOrReject(answers, interaction, sourceMessageId);
  if (origin === null) return;
  const prompt = await application.region.modalFor({ origin, parentId: jobId });
  if (prompt !== null) {
    const button = { action: 'vary-region', cell: null } as const;
    const customId = encodeCustomId({ kind: 'region-modal', jobId, chosen, sourceMessageId });
    await answers.openModal(
      interaction,
      buttonModal(interaction.translator, customId, { button, prompt }),
    );
    return;
  }
  await repaint(context, interaction, { jobId, chosen, sourceMessageId });
}

/** The modal that Repaint opened was submitted. */
export async function submitRegion(
  context: PressContext,
  interaction: ModalInteraction,
  id: RegionChoice,
): Promise<void> {
  await repaint(context, interaction, id, interaction.fields.get(PROMPT_FIELD) ?? '');
}

async function repaint(
  context: PressContext,
  interaction: ComponentInteraction | ModalInteraction,
  { jobId, chosen, sourceMessageId }: RegionChoice,
  prompt?: string,
): Promise<void> {
  const { answers, application, marks } = context;
  const { roleIds, channelId, translator } = interaction;
  const origin = await originOrReject(answers, interaction, sourceMessageId);
  if (origin === null) return;
  const submitting = application.region.submitParts(
    { origin: originOfAnswer(interaction.messageId, origin), parentId: jobId, roleIds },
    chosen,
    prompt,
  );
  // Drawing the mask may take a while.
  const becoming = submitting.then((outcome): UpdateOrRefusal => {
    if (outcome.kind === 'rejected') {
      return { kind: 'refusal', embed: rejectionEmbed(translator, outcome.rejection, prompt) };
    }
    // An earlier press started the job, and the message shows its outcome.
    if (isFinal(outcome.job.state)) return { kind: 'unchanged' };
    // The progress replaces the question and its picture.
    return { ...progressMessage(outcome.job), attachments: [] };
  });
  await updateWhenReady(context, interaction, becoming);
  const outcome = await submitting;
  if (outcome.kind === 'rejected' || isFinal(outcome.job.state)) return;
  await application.confirmAcknowledged(outcome.job.id, null);
  await marks.redraw({ channelId, messageId: sourceMessageId, jobId });
}

function linkMessage(
  { say }: Translator,
  { url, expiresAtMs }: { readonly url: string; readonly expiresAtMs: number },
) {
  return embedMessage(
    {
      title: say('button.vary-region'),
      description: say('region.link', { endsAt: timeText(expiresAtMs, 'R') }),
      color: COLORS.plain,
    },
    [row({ type: ComponentType.Button, style: ButtonStyle.Link, label: say('region.open'), url })],
  );
}

/** The nine parts as buttons, with an explanation; without `words` the existing explanation stays. */
export function partsMessage(
  { say }: Translator,
  jobId: JobId,
  chosen: readonly Part[],
  sourceMessageId: MessageId,
  words?: RegionWords,
): OutgoingMessage {
  const press = (what: CustomIdOf<'region'>['press']) =>
    ({ kind: 'region', jobId, chosen, press: what, sourceMessageId }) as const;
  const toggle = (part: Part) =>
    button(press(part), chosen.includes(part) ? ButtonStyle.Success : ButtonStyle.Secondary, {
      emoji: { name: ARROWS[part] },
    });
  const rows = [
    ...[0, 3, 6].map((first) => row(...PARTS.slice(first, first + 3).map(toggle))),
    row(
      button(press('go'), ButtonStyle.Primary, {
        label: say('region.repaint'),
        disabled: chosen.length === 0 || chosen.length === PARTS.length,
      }),
      button(press('stop'), ButtonStyle.Secondary, { label: say('region.cancel') }),
    ),
  ];
  if (words === undefined) return { components: rows, allowed_mentions: MENTIONING_NOBODY };
  const title = say('button.vary-region');
  const hint = words === 'with-remix' ? [say('region.remix', { button: title })] : [];
  const description = [say('region.parts'), ...hint].join('\n\n');
  return embedMessage({ title, description, color: COLORS.plain }, rows);
}

const closed = ({ say }: Translator): OutgoingMessage => ({
  ...embedMessage(
    {
      title: say('button.vary-region'),
      description: say('region.cancelled'),
      color: COLORS.plain,
    },
    [],
  ),
  attachments: [],
});
