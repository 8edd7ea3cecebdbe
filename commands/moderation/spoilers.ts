import { ApplicationCommandOptionType, ChannelType } from 'discord-api-types/v10';
import type { InteractionContext } from '#discord/commands/command.ts';
import { booleanOption } from '#discord/commands/command-options.ts';
import { closedChannelEmbed } from '#discord/commands/refuse-closed-channel.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { listedNames } from '#discord/screens/listed.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { channelId, type GuildId } from '#domain/ids.ts';

const LISTED_MAX = 50;

/** Which channel, and whether pictures there are spoilers. */
export const SPOILER_OPTIONS = [
  {
    type: ApplicationCommandOptionType.Channel as const,
    name: 'channel',
    description: 'The channel, with its threads',
    channel_types: [
      ChannelType.GuildText as const,
      ChannelType.GuildAnnouncement as const,
      ChannelType.GuildVoice as const,
      ChannelType.GuildStageVoice as const,
      ChannelType.GuildForum as const,
    ],
  },
  booleanOption('hidden', 'True: pictures there are hidden until somebody clicks them'),
];

/** Sets it for the named channel, if any, and lists the channels where it is on. */
export async function spoilersAnswer(
  context: InteractionContext,
  interaction: CommandInteraction,
  guildId: GuildId,
): Promise<Reply> {
  const { moderation } = context.application;
  const { id, user, options, translator } = interaction;
  const { say } = translator;
  const [channel, hidden] = [options.get('channel'), options.get('hidden')];
  const isChange = typeof channel === 'string' && typeof hidden === 'boolean';
  const refusal = (description: string): Reply => ({
    kind: 'refusal',
    embed: unchangedEmbed(translator, description),
  });
  if (!isChange && options.size > 0) return refusal(say('spoilers.both'));
  if (isChange) {
    const closed = hidden
      ? await closedChannelEmbed(context, interaction, channelId(channel), 'results')
      : null;
    if (closed !== null) return { kind: 'refusal', embed: closed };
    const by = { userId: user.id, interactionId: id };
    const isChanged = await moderation.setSpoilers(guildId, channelId(channel), hidden, by);
    if (!isChanged && !hidden) {
      return refusal(say('spoilers.not-hidden', { channel: `<#${channel}>` }));
    }
  }
  const { spoilerChannels } = await moderation.of(guildId);
  const listed = spoilerChannels.map((each) => `<#${each}>`);
  const message = embedMessage({
    title: say('spoilers.title'),
    description:
      listed.length === 0 ? say('spoilers.none') : listedNames(translator, listed, LISTED_MAX),
    color: isChange ? COLORS.success : COLORS.plain,
  });
  return { kind: 'message', visibility: 'stealth', message };
}
