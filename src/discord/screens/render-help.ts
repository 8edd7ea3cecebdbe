/** `/help`: what a new user needs for the first picture. */
import type { APIEmbed } from 'discord-api-types/v10';
import type { VendorInfo } from '#application/application.ts';
import { FLAGS, PARAMETER_NAMES } from '#domain/prompt/flags.ts';
import { DEFAULT_VERSION, isVersionIn } from '#domain/prompt/version.ts';
import { CATALOGUES } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';
import { COLORS, embed } from './embed.ts';

/** The newest version's parameters, without those for videos or only for a modal. */
const PARAMETERS = PARAMETER_NAMES.filter((name) => {
  const { role, versions } = FLAGS[name];
  return role !== 'video' && role !== 'custom-zoom' && isVersionIn(DEFAULT_VERSION, versions);
});

/** `/help`: how to begin, for the configured vendors. */
export function helpEmbed(
  { say, list, language }: Translator,
  {
    vendors,
    gridCredits,
    commands,
    isDirect = false,
  }: {
    readonly vendors: readonly VendorInfo[];
    readonly gridCredits: number;
    /** English names of the commands that the person may use here. */
    readonly commands: readonly string[];
    /** In a direct message. */
    readonly isDirect?: boolean;
  },
): APIEmbed {
  const services = list(
    vendors.map(({ label }) => label),
    'comma',
  );
  return embed({
    title: say('help.title'),
    description: [
      ...(isDirect ? [say('help.direct'), ''] : []),
      say('help.start'),
      '',
      say('help.buttons'),
      '',
      say('help.commands'),
      '',
      say('help.all-commands', {
        commands: commands
          .toSorted()
          .map((name) => commandName(CATALOGUES[language][`command.${name}.name`], name))
          .join(' '),
      }),
      '',
      say('help.parameters', { parameters: PARAMETERS.map((name) => `\`--${name}\``).join(' ') }),
      '',
      say('help.prices', { gridCredits }),
      ...(services === '' ? [] : ['', say('help.services', { services })]),
    ].join('\n'),
    color: COLORS.plain,
  });
}

/** The local name, followed by the English one if it differs. */
const commandName = (local: string | undefined, english: string): string =>
  local === undefined || local === english ? `\`/${english}\`` : `\`/${local}\` (/${english})`;
