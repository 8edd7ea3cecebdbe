/** `/prefer option list`. */
import type { Reply } from '#discord/replies/show-reply.ts';
import { COLORS, DESCRIPTION_CHARACTERS_MAX, embedMessage } from '#discord/screens/embed.ts';
import { cutText } from '#domain/cut-text.ts';
import type { CustomOption } from '#domain/member-settings.ts';
import type { Translator } from '#i18n/translator.ts';

/** Of each of twenty, where they have no room as they are. */
const VALUE_CHARACTERS_MAX = 150;

const line = ({ name, value }: CustomOption): string =>
  `\`--${name}\`: \`${value.replaceAll('`', 'ˋ')}\``;

const shortened = ({ name, value }: CustomOption): CustomOption =>
  value.length <= VALUE_CHARACTERS_MAX
    ? { name, value }
    : { name, value: `${cutText(value, VALUE_CHARACTERS_MAX - 1)}…` };

/** All custom options of a person; where their values are too long to be listed, a file has them whole. */
export function optionsReply({ say }: Translator, options: readonly CustomOption[]): Reply {
  const whole = options.map(line).join('\n');
  const isFile = whole.length > DESCRIPTION_CHARACTERS_MAX;
  const listed = isFile ? options.map(shortened).map(line).join('\n') : whole;
  const description = options.length === 0 ? say('options.none') : listed;
  const message = embedMessage({ title: say('options.title'), description, color: COLORS.plain });
  const alone = { kind: 'message', visibility: 'stealth' } as const;
  if (!isFile) return { ...alone, message };
  const text = options.map(({ name, value }) => `--${name} ${value}\n`).join('');
  return {
    ...alone,
    message: { ...message, attachments: [{ id: 0, filename: 'options.txt' }] },
    files: [{ bytes: Buffer.from(text), mediaType: 'text/plain' }],
  };
}
