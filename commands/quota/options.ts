/** The subcommands of `/quota` and their options. */
import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ChannelType,
} from 'discord-api-types/v10';
import {
  booleanOption,
  integerOption,
  subcommand,
  textOption,
} from '#discord/commands/command-options.ts';
import { CREDITS_MAX } from '#domain/credits.ts';

/** The value that removes a cap. */
export const NO_CAP = -1;

const cap = (name: string, description: string) => ({
  type: ApplicationCommandOptionType.Integer as const,
  name,
  description,
  min_value: NO_CAP,
  max_value: CREDITS_MAX,
});

const names = (name: string, description: string) =>
  textOption(name, description, { max_length: 200 });

const CHANNELS = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;
/**
 * Other channel types where jobs can start: chats of voice channels, forums (threads only), and threads. Discord's
 * specification has no option value for media channels; their threads can be named.
 */
const OTHERS = [
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

/** The subcommands of `/quota`, as registered with Discord. */
export const QUOTA_SUBCOMMANDS: APIApplicationCommandSubcommandOption[] = [
  subcommand('show', 'Shows the quota and the limits of this server.'),
  subcommand('set', 'Sets limits that hold for everyone.', [
    cap('member_cap', 'Credits a member may use in a period; -1 takes the cap away'),
    {
      type: ApplicationCommandOptionType.String,
      name: 'at_zero',
      description: 'What happens when credits run out',
      choices: [
        { name: 'refuse', value: 'refuse' },
        { name: 'relax only', value: 'relax' },
      ],
    },
    names('speeds', 'Speeds that may be used, for example relax, fast; all allows every one'),
    names(
      'versions',
      'Versions that may be used, for example v7, v8.1, niji; all allows every one',
    ),
    integerOption('running', 'Jobs of one member that may run at once', [1, 100]),
    integerOption('waiting', 'Jobs of one member that may wait beside those', [0, 1000]),
    {
      type: ApplicationCommandOptionType.Channel,
      name: 'notices',
      description: 'Channel for notices when credits reach 20% and 0',
      channel_types: [...CHANNELS],
    },
    booleanOption('notices_off', 'True: nobody is told that credits run low'),
  ]),
  subcommand('member', 'Sets the cap of one member.', [
    {
      type: ApplicationCommandOptionType.User,
      name: 'member',
      description: 'The member',
      required: true,
    },
    { ...cap('cap', 'Credits in a period; -1 takes the cap away'), required: true },
  ]),
  subcommand('role', 'Sets what members with a role may do.', [
    {
      type: ApplicationCommandOptionType.Role,
      name: 'role',
      description: 'The role',
      required: true,
    },
    cap('cap', 'Credits for each of them in a period; -1 takes the cap away'),
    booleanOption('allowed', 'True: as soon as one role is allowed, others may not use the bot'),
  ]),
  subcommand('channel', 'Sets what may be done in a channel.', [
    {
      type: ApplicationCommandOptionType.Channel,
      name: 'channel',
      description: 'The channel',
      required: true,
      channel_types: [...CHANNELS, ...OTHERS],
    },
    cap('cap', 'Credits for all together in a period; -1 takes the cap away'),
    booleanOption('allowed', 'True: as soon as one channel is allowed, the bot works in no other'),
  ]),
  subcommand('reset', 'Takes all limits of this server away.'),
];
