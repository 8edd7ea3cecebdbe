import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessOperator } from '#discord/commands/command-access.ts';
import type { ComponentInteraction } from '#discord/gateway/interaction.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { COLORS, embed } from '#discord/screens/embed.ts';
import { serverLabel } from '#discord/screens/server-label.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Rows } from './button-layout.ts';
import { type CustomIdOf, encodeCustomId } from './custom-id.ts';

/** Why a server that was never approved may start nothing; the ledger's words for "no reason". */
const NO_REASON = 'no reason given';

/** Approve and Block, under the message that asks operators about a new server. */
export function approvalRows({ say }: Translator, guildId: GuildId): Rows {
  const button = (
    answer: CustomIdOf<'approval'>['answer'],
    label: string,
    style: ButtonStyle.Success | ButtonStyle.Danger,
  ) => ({
    type: ComponentType.Button as const,
    style,
    label,
    custom_id: encodeCustomId({ kind: 'approval', guildId, answer }),
  });
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        button('approve', say('button.approve'), ButtonStyle.Success),
        button('block', say('button.block'), ButtonStyle.Danger),
      ],
    },
  ];
}

/** An operator's decision about a server. Deciding again changes it: the last press counts. */
export async function pressApproval(
  context: InteractionContext,
  interaction: ComponentInteraction,
  { guildId, answer }: CustomIdOf<'approval'>,
): Promise<void> {
  if (await refusedUnlessOperator(interaction, context)) return;
  const { say } = interaction.translator;
  const by = { userId: interaction.user.id, interactionId: interaction.id };
  const { credits } = context.application;
  const isApproved = answer === 'approve';
  await credits.change(
    guildId,
    isApproved ? { kind: 'approved' } : { kind: 'blocked', reason: NO_REASON },
    by,
  );
  const name = (await context.guildNames.read([guildId])).get(guildId);
  const server = serverLabel(guildId, name);
  const shown = isApproved
    ? embed({
        title: say('operator.approved.title'),
        description: say('operator.approved', { server }),
        color: COLORS.success,
      })
    : embed({
        title: say('operator.blocked.title'),
        description: say('operator.blocked', { server, reason: say('reason.none') }),
        color: COLORS.success,
      });
  await context.answers.update(interaction, {
    embeds: [shown],
    components: [],
    allowed_mentions: MENTIONING_NOBODY,
  });
}
