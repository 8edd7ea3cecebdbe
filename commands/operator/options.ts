/** The subcommands of `/operator` and their options. */
import {
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import { WORD_OPTIONS } from '#commands/moderation/words.ts';
import {
  booleanOption,
  dayOption,
  integerOption,
  subcommand,
  textOption,
} from '#discord/commands/command-options.ts';
import { CREDITS_MAX } from '#domain/credits.ts';

/** Suggested by name; the value is the id. */
const SERVER = {
  type: ApplicationCommandOptionType.String as const,
  name: 'server',
  description: 'The server: part of its name, or its id',
  required: true,
  autocomplete: true,
  max_length: 100,
};

const REASON = textOption('reason', 'Reason, shown in the history of the server', {
  required: true,
  max_length: 200,
});

const amount = (description: string, least: number) => ({
  type: ApplicationCommandOptionType.Integer as const,
  name: 'amount',
  description,
  required: true,
  min_value: least,
  max_value: CREDITS_MAX,
});

/** The subcommands of `/operator`, as registered with Discord. */
export const OPERATOR_SUBCOMMANDS: APIApplicationCommandSubcommandOption[] = [
  subcommand('grant', 'Gives credits to a server.', [
    SERVER,
    amount('How many credits', 1),
    REASON,
    {
      type: ApplicationCommandOptionType.String,
      name: 'kind',
      description: 'Default: gift',
      choices: [
        { name: 'gift', value: 'gift' },
        { name: 'top-up, paid for elsewhere', value: 'top-up' },
      ],
    },
    dayOption('from', 'First day on which they count, UTC, as 2026-12-01; at once if left out'),
    integerOption('days', 'After how many days what is left expires; never if left out', [1, 3660]),
  ]),
  subcommand('adjust', 'Corrects the credits of a server.', [
    SERVER,
    amount('How many credits to add, or below 0 to take', -CREDITS_MAX),
    REASON,
  ]),
  subcommand('erase', 'Removes everything personal of a person or a server.', [
    booleanOption('sure', 'True: it cannot be taken back', { required: true }),
    { ...SERVER, required: false },
    textOption('person', "The person's id", { min_length: 15, max_length: 24 }),
  ]),
  subcommand('servers', 'Lists servers with what they have left.', [
    {
      ...SERVER,
      name: 'after',
      description: 'Start after this server: part of its name, or its id',
      required: false,
    },
  ]),
  subcommand('server', 'Shows a server, and sets its quota.', [
    SERVER,
    integerOption('monthly', 'Credits a month; -1 for what every server gets', [-1, CREDITS_MAX]),
    integerOption('rollover', 'How much of what is left rolls over at most', [0, CREDITS_MAX]),
    integerOption('anchor_day', 'The day of the month on which the quota renews', [1, 31]),
    textOption('time_zone', 'Time zone of the renewal, for example Europe/Rome', {
      max_length: 64,
    }),
  ]),
  subcommand('approve', 'Lets a server that waits start jobs.', [SERVER]),
  subcommand('block', 'Keeps a server from starting anything, or lets it again.', [
    SERVER,
    booleanOption('blocked', 'True stops it from starting new jobs', { required: true }),
    { ...REASON, description: 'Reason, shown to members of the server', required: false },
  ]),
  subcommand(
    'words',
    'Shows and changes the words that no prompt in any server may hold.',
    WORD_OPTIONS,
  ),
  subcommand('member', 'Keeps a person from starting anything in any server, or lets them again.', [
    textOption('person', "The person's id", { required: true, min_length: 15, max_length: 24 }),
    booleanOption('blocked', 'True stops them from starting new jobs', { required: true }),
  ]),
  subcommand('reports', 'Lists jobs that people have reported, the latest first.', [
    textOption('job', "A job's id: shows its report with the buttons", { max_length: 20 }),
  ]),
  subcommand('remove', 'Takes the pictures of a job down: its page and its message.', [
    textOption('job', "The job's id, or the link of its message", {
      required: true,
      max_length: 120,
    }),
  ]),
  subcommand('links', 'Ends all page links of a server; results shown later get new ones.', [
    SERVER,
  ]),
  subcommand('processes', 'Lists the running processes of this bot.', []),
  subcommand('log', 'Who decided what: grants, settings, removals, the latest first.', [
    { ...SERVER, required: false },
    textOption('person', 'What this person decided, or what was decided about them: their id', {
      max_length: 24,
    }),
    integerOption('page', 'Which page, the latest is 1', [1, 100]),
    booleanOption('file', 'True: all of it as a table'),
  ]),
  subcommand('export', 'What jobs cost, as a table to compare with bills.', [
    { ...dayOption('from', 'First day, UTC, as 2026-11-01'), required: true },
    { ...dayOption('to', 'Last day, UTC, as 2026-11-30'), required: true },
  ]),
];
