/**
 * What those who run the bot decide about a reported job, under the message that tells them of it. Everything shown
 * comes from the record, so that pressing twice, or in two clients at once, shows what was decided first.
 */
import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessOperator } from '#discord/commands/command-access.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { removeMessages } from '#discord/replies/remove-messages.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { reportNoticeEmbed } from '#discord/screens/render-report-notice.ts';
import { serverLabel } from '#discord/screens/server-label.ts';
import type { JobId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { ReportView } from '#ports/report-desk.ts';
import { type CustomIdOf, encodeCustomId } from './custom-id.ts';
import type { Rows } from './rows.ts';

/** The message about a report; a decided one has no buttons for what is decided. */
export function reportMessage(
  translator: Translator,
  view: ReportView,
  server: string,
): OutgoingMessage {
  return {
    embeds: [reportNoticeEmbed(translator, view, server)],
    components: reportRows(translator, view),
    allowed_mentions: MENTIONING_NOBODY,
  };
}

function reportRows({ say }: Translator, { job, ...decided }: ReportView): Rows {
  const isOpen = decided.takenDown === null && decided.dismissed === null;
  const buttons = [
    ...(isOpen ? [button(job.id, 'down', say('button.take-down'), ButtonStyle.Danger)] : []),
    ...(isOpen ? [button(job.id, 'dismiss', say('button.dismiss'), ButtonStyle.Secondary)] : []),
    // Of a person who was erased nothing is known any more.
    ...(job.forgotten === true
      ? []
      : decided.isBlocked
        ? [button(job.id, 'unblock', say('button.unblock-member'), ButtonStyle.Secondary)]
        : [button(job.id, 'block', say('button.block-member'), ButtonStyle.Secondary)]),
  ];
  return buttons.length === 0 ? [] : [{ type: ComponentType.ActionRow, components: buttons }];
}

const button = (
  jobId: JobId,
  answer: CustomIdOf<'report'>['answer'],
  label: string,
  style: ButtonStyle.Secondary | ButtonStyle.Danger,
) => ({
  type: ComponentType.Button as const,
  style,
  label,
  custom_id: encodeCustomId({ kind: 'report', jobId, answer }),
});

/** The report has no link to it any more: who has to remove it by hand gets it here. */
const leftEmbed = ({ translator: { say } }: ComponentInteraction, { messageUrl }: ReportView) =>
  embed({
    title: say('operator.taken-down'),
    description: [say('operator.removed-page-only'), messageUrl ?? ''].join('\n'),
    color: COLORS.warning,
  });

/** An operator's decision about a reported job, or about who made it. */
export async function pressReport(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { jobId, answer }: CustomIdOf<'report'>,
): Promise<void> {
  if (await refusedUnlessOperator(interaction, context)) return;
  const { application, answers, guildNames } = context;
  const by = { userId: interaction.user.id, interactionId: interaction.id };
  const before = await application.remarks.reported(jobId, by.userId);
  if (before === null) {
    await answers.replyEphemeral(
      interaction,
      rejectionEmbed(interaction.translator, { kind: 'job-unknown' }),
    );
    return;
  }
  let isLeft = false;
  switch (answer) {
    case 'down': {
      const taken = await application.remarks.takeDown(jobId, by);
      isLeft =
        taken !== null &&
        !before.isGone &&
        (await removeMessages(context, taken.job, null)) === 'left';
      break;
    }
    case 'dismiss':
      await application.remarks.dismiss(jobId, by);
      break;
    case 'block':
    case 'unblock':
      await application.moderation.blockMember(before.job.origin.userId, answer === 'block', by);
      break;
    default:
      answer satisfies never;
  }
  const view = (await application.remarks.reported(jobId, by.userId)) ?? before;
  const { guildId } = view.job.origin;
  const server = serverLabel(guildId, (await guildNames.read([guildId])).get(guildId));
  await answers.update(interaction, {
    ...reportMessage(interaction.translator, view, server),
    // Nobody has to look at it any more.
    ...(view.takenDown === null ? {} : { attachments: [] }),
  });
  if (isLeft) await answers.followUpEphemeral(interaction, leftEmbed(interaction, before));
}
