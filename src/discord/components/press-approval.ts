import { ButtonStyle } from 'discord-api-types/v10';
import type { InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessOperator } from '#discord/commands/command-access.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { updateWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { OutgoingMessage } from '#discord/rest/outgoing-message.ts';
import { embedMessage } from '#discord/screens/embed.ts';
import { NO_REASON } from '#discord/screens/reason-text.ts';
import { approvedNotice, blockedNotice } from '#discord/screens/render-admission.ts';
import { readServerLabel } from '#discord/screens/server-label.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { CustomIdOf } from './custom-id.ts';
import { button, type Rows, row } from './rows.ts';

/** Approve and Block, under the notice about a new server. */
export function approvalRows({ say }: Translator, guildId: GuildId): Rows {
  const approve = { kind: 'approval', guildId, answer: 'approve' } as const;
  return [
    row(
      button(approve, ButtonStyle.Success, { label: say('button.approve') }),
      button({ ...approve, answer: 'block' }, ButtonStyle.Danger, { label: say('button.block') }),
    ),
  ];
}

/** An operator's decision about a server. The last press counts. */
export async function pressApproval(
  context: InteractionContext,
  interaction: ComponentInteraction,
  id: CustomIdOf<'approval'>,
): Promise<void> {
  if (await refusedUnlessOperator(interaction, context)) return;
  await updateWhenReady(context, interaction, decide(context, interaction, id));
}

async function decide(
  { application: { credits }, guildNames }: InteractionContext,
  { id, user, translator }: ComponentInteraction,
  { guildId, answer }: CustomIdOf<'approval'>,
): Promise<OutgoingMessage> {
  const isApproved = answer === 'approve';
  await credits.change(
    guildId,
    isApproved ? { kind: 'approved' } : { kind: 'blocked', reason: NO_REASON },
    { userId: user.id, interactionId: id },
  );
  const server = await readServerLabel(guildNames, guildId);
  const notice = isApproved
    ? approvedNotice(translator, server)
    : blockedNotice(translator, server, NO_REASON);
  return embedMessage(notice, []);
}
