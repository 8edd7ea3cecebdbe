/** Shows and edits a list of banned words, both a server's own list and the operators'. */
import {
  type APIApplicationCommandStringOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import type { Application } from '#application/application.ts';
import type { WordsOutcome } from '#application/moderation/moderation-service.ts';
import { textOption } from '#discord/commands/command-options.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';
import type { Reply } from '#discord/replies/show-reply.ts';
import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { COLORS, embedMessage } from '#discord/screens/embed.ts';
import { unchangedEmbed } from '#discord/screens/render-done.ts';
import { WORD_CHARACTERS_MAX, WORDS_MAX } from '#domain/banned-words.ts';
import { ALL_SERVERS } from '#domain/guild-settings.ts';
import type { GuildId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';

/** A longer list is sent as a file. */
const LISTED_CHARACTERS_MAX = 3_500;

const words = (name: string, description: string): APIApplicationCommandStringOption =>
  textOption(name, description, { max_length: 2_000 });

/** Options that change a word list. */
export const WORD_OPTIONS = [
  words('add', 'Words or phrases to ban, with commas between them'),
  words('remove', 'Words or phrases to allow again, with commas between them'),
  {
    type: ApplicationCommandOptionType.String,
    name: 'where',
    description: 'Default: everywhere',
    choices: [
      { name: 'everywhere', value: 'everywhere' },
      { name: 'in channels that are not age-restricted', value: 'open' },
    ],
  } satisfies APIApplicationCommandStringOption,
];

/** Shows the list of a server, or the global one, after applying the requested change. */
export async function wordsAnswer(
  { moderation }: Pick<Application, 'moderation'>,
  { id, user, options, translator }: CommandInteraction,
  where: GuildId,
): Promise<Reply> {
  const place = options.get('where') === 'open' ? ({ where: 'open' } as const) : {};
  const change = {
    ...place,
    add: String(options.get('add') ?? ''),
    remove: String(options.get('remove') ?? ''),
  };
  if (change.add.trim() === '' && change.remove.trim() === '') {
    const settings = await moderation.of(where);
    const known = 'where' in place ? settings.openWords : settings.words;
    return listReply(translator, where, known, { color: COLORS.plain, ...place });
  }
  const by = { userId: user.id, interactionId: id };
  const outcome = await moderation.changeWords(where, change, by);
  return outcome.kind === 'changed'
    ? listReply(translator, where, outcome.words, { color: COLORS.success, ...place })
    : { kind: 'refusal', embed: unchangedEmbed(translator, problemText(translator, outcome)) };
}

function problemText(
  { say, list }: Translator,
  outcome: Exclude<WordsOutcome, { readonly kind: 'changed' }>,
): string {
  if (outcome.kind === 'unchanged') return say('quota.unchanged');
  if (outcome.kind === 'too-many') {
    return say('words.too-many', { most: WORDS_MAX, count: outcome.count });
  }
  const words = list(outcome.words.map((word) => `**${displayPrompt(word, 60)}**`));
  return outcome.kind === 'unlisted'
    ? say('words.unlisted', { words })
    : say('words.unusable', { words, most: WORD_CHARACTERS_MAX });
}

function listReply(
  { say }: Translator,
  where: GuildId,
  list: readonly string[],
  { color, where: place }: { readonly color: number; readonly where?: 'open' },
): Reply {
  const scope = where === ALL_SERVERS ? 'operator' : 'server';
  const shown = list.map((word) => displayPrompt(word)).join(', ');
  const isFile = shown.length > LISTED_CHARACTERS_MAX;
  const lines = list.length === 0 ? [say('words.none')] : isFile ? [] : [shown];
  const notes = [say('words.how'), ...(place === undefined ? [] : [say('words.open')])];
  const description = [...lines, ...notes.map((note) => `-# ${note}`)].join('\n\n');
  const title = say('words.title', { scope, count: list.length });
  const message = embedMessage({ title, description, color });
  if (!isFile) return { kind: 'message', visibility: 'stealth', message };
  return {
    kind: 'message',
    visibility: 'stealth',
    message: { ...message, attachments: [{ id: 0, filename: 'words.txt' }] },
    files: [{ bytes: Buffer.from(`${list.join('\n')}\n`), mediaType: 'text/plain' }],
  };
}
