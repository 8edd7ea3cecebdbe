import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  InteractionContextType,
} from 'discord-api-types/v10';
import type { Command } from '#discord/commands/command.ts';
import { booleanOption, textOption } from '#discord/commands/command-options.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { creditsEmbed, historyEmbed, priceEmbed } from './screen.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'credits',
    description: "View this server's credits.",
    contexts: [InteractionContextType.Guild],
    options: [
      textOption('price', 'Show what this prompt would cost, without starting it', {
        max_length: 6000,
      }),
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'history',
        description: 'List credit transactions; page 1 has the newest',
        min_value: 1,
        max_value: 200,
      },
      booleanOption('details', 'With history: each booking on its own line'),
    ],
  },
  run: async (interaction, { application, answers }) => {
    const { guildId, user, roleIds, options, translator } = interaction;
    if (guildId === null) {
      await answers.rejectWith(interaction, { kind: 'guild-only' });
      return;
    }
    const { credits } = application;
    const prompt = options.get('price');
    const page = options.get('history');
    if (typeof prompt === 'string') {
      const outcome = await credits.price({ guildId, userId: user.id, prompt });
      const answer =
        outcome.kind === 'priced'
          ? priceEmbed(translator, outcome, prompt)
          : rejectionEmbed(translator, outcome.rejection, `/imagine ${prompt}`);
      await answers.replyEphemeral(interaction, answer);
    } else if (typeof page === 'number') {
      await answers.replyEphemeral(
        interaction,
        historyEmbed(
          translator,
          await credits.history({
            guildId,
            userId: user.id,
            page,
            detailed: options.get('details') === true,
          }),
        ),
      );
    } else {
      const info = await credits.info(guildId, { userId: user.id, roleIds });
      await answers.replyEphemeral(interaction, creditsEmbed(translator, info));
    }
  },
} satisfies Command;
