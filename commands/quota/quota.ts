import {
  type APIEmbed,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { Command, InteractionContext } from '#discord/commands/command.ts';
import { refusedUnlessManager } from '#discord/commands/command-access.ts';
import { closedChannelEmbed, missingInChannel } from '#discord/commands/refuse-closed-channel.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import { replyWhenReady } from '#discord/replies/reply-when-ready.ts';
import { replyAlone } from '#discord/replies/show-reply.ts';
import { isAlreadySo, type SettingsChange } from '#domain/guild-settings.ts';
import { quotaChange } from './change.ts';
import { QUOTA_SUBCOMMANDS } from './options.ts';
import {
  limitsChangedEmbed,
  limitsUnchangedEmbed,
  quotaEmbed,
  quotaProblemEmbed,
} from './screen.ts';

export default {
  data: {
    type: ApplicationCommandType.ChatInput,
    name: 'quota',
    description: 'Show and set the limits of this server.',
    contexts: [InteractionContextType.Guild],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: QUOTA_SUBCOMMANDS,
  },
  run: async (interaction, context) => {
    const { guildId, user, id, translator } = interaction;
    if ((await refusedUnlessManager(interaction, context)) || guildId === null) return;
    const { credits } = context.application;
    const answer = async (): Promise<APIEmbed> => {
      const wanted = quotaChange(interaction.subcommand, interaction.options);
      if (wanted === null) {
        const info = await credits.quota(guildId);
        const { noticeChannelId } = info.settings.limits;
        const noticesLack =
          noticeChannelId === null
            ? []
            : await missingInChannel(context, noticeChannelId, 'notices');
        return quotaEmbed(translator, info, { noticesLack });
      }
      if (wanted.kind !== 'changes') return quotaProblemEmbed(translator, wanted);
      const closed = await closedChannelOf(context, interaction, wanted.changes);
      if (closed !== null) return closed;
      const before = await credits.quota(guildId);
      if (isAlreadySo(before.settings, wanted.changes)) {
        return limitsUnchangedEmbed(translator, before, wanted.changes);
      }
      for (const [place, change] of wanted.changes.entries()) {
        const by = { userId: user.id, interactionId: `${id}:${place}` };
        await credits.change(guildId, change, by);
      }
      return limitsChangedEmbed(translator, await credits.quota(guildId), wanted.what);
    };
    await replyWhenReady(context, interaction, answer().then(replyAlone), () => 'stealth');
  },
} satisfies Command;

/** The refusal if the changes name a channel that the bot may not post in; null if they do not. */
async function closedChannelOf(
  context: InteractionContext,
  interaction: CommandInteraction,
  changes: readonly SettingsChange[],
): Promise<APIEmbed | null> {
  for (const change of changes) {
    const notices = change.kind === 'limits' ? (change.limits.noticeChannelId ?? null) : null;
    const allowed = change.kind === 'channel-allowed' && change.allowed ? change.channelId : null;
    const channel = notices ?? allowed;
    const what = notices === null ? 'results' : 'notices';
    const closed =
      channel === null ? null : await closedChannelEmbed(context, interaction, channel, what);
    if (closed !== null) return closed;
  }
  return null;
}
