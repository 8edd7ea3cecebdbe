import { ApplicationCommandType, InteractionContextType } from 'discord-api-types/v10';
import { wordsAnswer } from '#commands/moderation/words.ts';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessOperator } from '#discord/commands/command-access.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { MENTIONING_NOBODY } from '#discord/rest/allowed-mentions.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import { eraseAnswer } from './erase.ts';
import { memberAnswer } from './member.ts';
import { OPERATOR_SUBCOMMANDS } from './options.ts';
import { processesEmbed } from './processes-screen.ts';
import { removeAnswer } from './remove.ts';
import { reportsAnswer } from './reports.ts';
import { runOperator } from './run.ts';
import { suggestServer } from './which-server.ts';

type Subcommand = (context: InteractionContext, interaction: CommandInteraction) => Promise<Reply>;

/** Subcommands implemented in their own files. */
const OWN_FILES: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ['erase', eraseAnswer],
  ['remove', removeAnswer],
  ['member', memberAnswer],
  ['reports', reportsAnswer],
  ['words', ({ application }, interaction) => wordsAnswer(application, interaction, ALL_SERVERS)],
]);

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'operator',
    description: 'For operators of this bot.',
    contexts: [InteractionContextType.Guild],
    // Only administrators of a server see it; the operator check runs on every call.
    default_member_permissions: '0',
    options: OPERATOR_SUBCOMMANDS,
  },
  run: async (interaction, context) => {
    if (await refusedUnlessOperator(interaction, context)) return;
    const answer = OWN_FILES.get(interaction.subcommand ?? '') ?? operatorAnswer;
    await replyWhenReady(context, interaction, answer(context, interaction), () => 'stealth');
  },
  suggest: suggestServer,
} satisfies Command;

async function operatorAnswer(
  { application, guildNames }: InteractionContext,
  interaction: CommandInteraction,
): Promise<Reply> {
  const { credits: service, renewPageLinks, audit } = application;
  const sources = { service, renewPageLinks, audit, names: guildNames };
  const { embed, file } =
    interaction.subcommand === 'processes'
      ? { embed: processesEmbed(interaction.translator, await application.processes()), file: null }
      : await runOperator(sources, interaction);
  const message = { embeds: [embed], allowed_mentions: MENTIONING_NOBODY };
  const alone = { kind: 'message', visibility: 'stealth' } as const;
  if (!file) return { ...alone, message };
  const attachments = [{ id: 0, filename: file.fileName }];
  return { ...alone, message: { ...message, attachments }, files: [file] };
}
