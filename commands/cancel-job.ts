import {
  type APIEmbed,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import { missingPermissions } from '#discord/commands/channel-permissions.ts';
import type { Command } from '#discord/commands/command.ts';
import { type CancelledShown, cancelShown } from '#discord/replies/cancel-shown.ts';
import { ownMessage } from '#discord/replies/own-message.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import { replyAlone } from '#discord/replies/show-reply.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { notRemovedEmbed, removedEmbed, stoppedEmbed } from '#discord/screens/render-stopped.ts';
import type { Translator } from '#i18n/translator.ts';

export default {
  data: {
    type: ApplicationCommandType.Message,
    name: 'Cancel Job',
    contexts: [InteractionContextType.Guild],
  },
  run: async (interaction, context) => {
    const { guildId, channelId, user, target, translator } = interaction;
    if (guildId === null) {
      await context.answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const message = ownMessage(context, target);
    if (message === null) {
      await context.answers.rejectWith(interaction, { kind: 'no-job-there' });
      return;
    }
    const isSeen =
      interaction.posting.kind !== 'outside-thread' &&
      !missingPermissions(interaction).includes('view-channel');
    const unwanted = { guildId, channelId, userId: user.id, message, isSeen };
    const cancelling = cancelShown(context, unwanted);
    // Discord may take its time to remove a message.
    const reply = cancelling.then((outcome) => replyAlone(outcomeEmbed(translator, outcome)));
    await replyWhenReady(context, interaction, reply, () => 'stealth');
  },
} satisfies Command;

function outcomeEmbed(translator: Translator, outcome: CancelledShown): APIEmbed {
  switch (outcome.kind) {
    case 'stopped':
      return stoppedEmbed(translator, outcome.job);
    case 'removed':
      return removedEmbed(translator, outcome.job);
    case 'not-removed':
      return notRemovedEmbed(translator);
    case 'rejected':
      return rejectionEmbed(translator, outcome.rejection);
    default:
      return outcome satisfies never;
  }
}
