/**
 * Operators' decisions about a reported job, under its notice. The message always shows the recorded state, so that a
 * second press, also in another client, shows the first decision.
 */
import { ButtonStyle } from 'discord-api-types/v10';
import type { InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessOperator } from '#discord/commands/command-access.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { removeMessages } from '#discord/replies/remove-messages.ts';
import { type UpdateOrRefusal, updateWhenReady } from '#discord/replies/reply-when-ready.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { reportNoticeEmbed } from '#discord/screens/render-report-notice.ts';
import { readServerLabel } from '#discord/screens/server-label.ts';
import type { Translator } from '#i18n/translator.ts';
import type { ReportView } from '#ports/report-desk.ts';
import type { CustomIdOf } from './custom-id.ts';
import { button, type Rows, row } from './rows.ts';

/** The notice of a report; buttons of made decisions are left out. */
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
  const { Danger, Secondary } = ButtonStyle;
  const isOpen = decided.takenDown === null && decided.dismissed === null;
  const press = (
    answer: CustomIdOf<'report'>['answer'],
    label: string,
    style: typeof Danger | typeof Secondary = Secondary,
  ) => button({ kind: 'report', jobId: job.id, answer }, style, { label });
  const buttons = [
    ...(isOpen ? [press('down', say('button.take-down'), Danger)] : []),
    ...(isOpen ? [press('dismiss', say('button.dismiss'))] : []),
    // An erased person cannot be blocked.
    ...(job.forgotten === true
      ? []
      : decided.isBlocked
        ? [press('unblock', say('button.unblock-member'))]
        : [press('block', say('button.block-member'))]),
  ];
  return buttons.length === 0 ? [] : [row(...buttons)];
}

/** The notice no longer links to the message, which has to be removed by hand. */
const leftEmbed = ({ translator: { say } }: ComponentInteraction, { messageUrl }: ReportView) =>
  embed({
    title: say('operator.taken-down'),
    description: [say('operator.removed-page-only'), messageUrl ?? ''].join('\n'),
    color: COLORS.warning,
  });

/** An operator's decision about a reported job or its owner. */
export async function pressReport(
  context: InteractionContext,
  interaction: ComponentInteraction,
  id: CustomIdOf<'report'>,
): Promise<void> {
  if (await refusedUnlessOperator(interaction, context)) return;
  const deciding = decide(context, interaction, id);
  await updateWhenReady(
    context,
    interaction,
    deciding.then(({ shown }) => shown),
  );
  const { left } = await deciding;
  if (left === null) return;
  await context.answers.followUpEphemeral(interaction, leftEmbed(interaction, left));
}

/** The new message; `left`: a job that was taken down but whose message could not be removed. */
type Decided = { readonly shown: UpdateOrRefusal; readonly left: ReportView | null };

async function decide(
  context: InteractionContext,
  { id, user, translator }: ComponentInteraction,
  { jobId, answer }: CustomIdOf<'report'>,
): Promise<Decided> {
  const { application, guildNames } = context;
  const by = { userId: user.id, interactionId: id };
  const before = await application.remarks.reported(jobId, by.userId);
  if (before === null) {
    const embed = rejectionEmbed(translator, { kind: 'job-unknown' });
    return { shown: { kind: 'refusal', embed }, left: null };
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
  const server = await readServerLabel(guildNames, guildId);
  const shown = {
    ...reportMessage(translator, view, server),
    // The picture is no longer needed.
    ...(view.takenDown === null ? {} : { attachments: [] }),
  };
  return { shown, left: isLeft ? before : null };
}
