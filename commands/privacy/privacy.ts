import { ApplicationCommandType } from 'discord-api-types/v10';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { booleanOption, SETTINGS_CONTEXTS, subcommand } from '#discord/commands/command-options.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'privacy',
    description: 'Get or remove what this bot keeps of you.',
    contexts: SETTINGS_CONTEXTS,
    options: [
      subcommand('export', 'Sends you a file with what this bot keeps of you.'),
      subcommand('erase', 'Removes your prompts, pictures, settings and name, in every server.', [
        booleanOption('sure', 'True: it cannot be taken back', { required: true }),
      ]),
    ],
  },
  run: async (interaction, context) => {
    await replyWhenReady(context, interaction, answer(context, interaction), () => 'stealth');
  },
} satisfies Command;

async function answer(
  { application }: InteractionContext,
  { subcommand: asked, options, user, translator: { say }, attachmentBytesMax }: CommandInteraction,
): Promise<Reply> {
  const alone = { kind: 'message', visibility: 'stealth' } as const;
  const message = (title: string, description: string, color: number) =>
    embedMessage({ title, description, color });
  if (asked === 'export') {
    const { jobs, text } = await application.privacy.exportOf(user.id, attachmentBytesMax);
    const said = message(
      say('privacy.export.title'),
      say('privacy.export', { jobs }),
      COLORS.plain,
    );
    return {
      ...alone,
      message: { ...said, attachments: [{ id: 0, filename: 'fourfold-data.json' }] },
      files: [{ bytes: Buffer.from(text), mediaType: 'application/json' }],
    };
  }
  if (options.get('sure') !== true) {
    const said = message(say('change.none'), say('privacy.not-sure'), COLORS.warning);
    return { ...alone, message: said };
  }
  const outcome = await application.privacy.erase({ kind: 'person', userId: user.id });
  const { jobs } = outcome;
  const said =
    outcome.kind === 'erased'
      ? message(say('privacy.erased.title'), say('privacy.erased', { jobs }), COLORS.success)
      : message(say('change.none'), say('privacy.unfinished', { jobs }), COLORS.warning);
  return { ...alone, message: said };
}
