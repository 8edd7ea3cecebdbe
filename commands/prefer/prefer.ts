/** `/prefer`: settings that Midjourney does not have in its settings panel. */
import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { SETTINGS_CONTEXTS } from '#discord/commands/command-options.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyFirst } from '#discord/replies/show-reply.ts';
import {
  autoDmEmbed,
  optionEmbed,
  remixEmbed,
  suffixEmbed,
  variabilityEmbed,
} from '#discord/screens/render-done.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { cutText } from '#domain/cut-text.ts';
import { PREFER_SUBCOMMANDS } from './options.ts';
import { optionsReply } from './options-screen.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'prefer',
    description: 'Your preferences for new jobs.',
    contexts: SETTINGS_CONTEXTS,
    options: PREFER_SUBCOMMANDS,
  },
  run: async (interaction, context) => {
    const { answers, application } = context;
    const { members } = application;
    const { id } = interaction.user;
    switch (interaction.subcommand) {
      case 'remix': {
        const { remix } = await members.settings(id);
        const after = await members.change(id, { remix: !remix });
        await answers.replyEphemeral(interaction, remixEmbed(interaction.translator, after));
        return;
      }
      case 'variability': {
        const before = await members.settings(id);
        const variation = before.variation === 'strong' ? 'subtle' : 'strong';
        const after = await members.change(id, { variation });
        await answers.replyEphemeral(interaction, variabilityEmbed(interaction.translator, after));
        return;
      }
      case 'auto_dm': {
        const { autoDm } = await members.settings(id);
        const after = await members.change(id, { autoDm: !autoDm });
        await answers.replyEphemeral(interaction, autoDmEmbed(interaction.translator, after));
        return;
      }
      case 'suffix':
        return setSuffix(interaction, context);
      case 'option set':
        return setOption(interaction, context);
      case 'option list':
        await replyFirst(
          context,
          interaction,
          optionsReply(interaction.translator, await members.options(id)),
        );
        return;
      default:
        throw new Error(`/prefer has no subcommand ${interaction.subcommand}`);
    }
  },
  suggest: async ({ user, typed }, { application }) => {
    const options = await application.members.options(user.id);
    return options
      .filter(({ name }) => name.includes(typed.toLowerCase().replace(/^--/, '')))
      .map(({ name, value }) => ({ name: cutText(`${name}: ${value}`, 100), value: name }));
  },
} satisfies Command;

async function setSuffix(
  interaction: CommandInteraction,
  { answers, application: { members } }: InteractionContext,
): Promise<void> {
  const text = String(interaction.options.get('new_value') ?? '');
  const { id } = interaction.user;
  const hadNone = (await members.settings(id)).suffix === '';
  const outcome = await members.setSuffix(id, text);
  await answers.replyEphemeral(
    interaction,
    outcome.kind === 'set'
      ? suffixEmbed(interaction.translator, outcome.suffix, hadNone)
      : rejectionEmbed(interaction.translator, outcome.rejection, `/prefer suffix ${text}`),
  );
}

async function setOption(
  interaction: CommandInteraction,
  { answers, application: { members } }: InteractionContext,
): Promise<void> {
  const { options, user } = interaction;
  const name = String(options.get('option') ?? '');
  const value = String(options.get('value') ?? '');
  const outcome = await members.setOption(user.id, { name, value });
  await answers.replyEphemeral(
    interaction,
    outcome.kind === 'rejected'
      ? rejectionEmbed(
          interaction.translator,
          outcome.rejection,
          `/prefer option set ${name} ${value}`,
        )
      : optionEmbed(interaction.translator, outcome.kind, outcome.option),
  );
}
