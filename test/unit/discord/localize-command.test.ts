/**
 * How: every command there is, as Discord would be told of it. Keys of the catalogues and limits are found by
 * walking the definitions, so that a new command or option is held to the same.
 */
import { describe, expect, it } from 'vitest';
import type { Command } from '#discord/commands/command.ts';
import { loadCommands } from '#discord/commands/load-commands.ts';
import { commandSlug, localizeCommand } from '#discord/commands/localize-command.ts';
import { CATALOGUES } from '#i18n/catalogues.ts';
import { LANGUAGES, localesOf } from '#i18n/language.ts';
import { commandWords } from '#test/fixtures/command-words.ts';

const commands = [...(await loadCommands(new URL('../../../commands/', import.meta.url))).values()];
const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** Discord's limits (docs.discord.com, Application Commands). */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const DESCRIPTION_CHARACTERS_MAX = 100;
const COMMAND_CHARACTERS_MAX = 8000;

const named = (name: string): Command['data'] => {
  const found = commands.find(({ data }) => data.name === name);
  if (found === undefined) throw new Error(`there is no command ${name}`);
  return localizeCommand(found.data);
};

/** The same definition without its words in other languages. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      key.endsWith('_localizations') ? undefined : part,
    ),
  );

describe('a command as Discord is told of it', () => {
  it('has its name, description and options in every language', () => {
    expect(named('imagine')).toMatchObject({
      name: 'imagine',
      name_localizations: { de: 'erstellen', 'es-ES': 'imaginar', 'zh-CN': '想象' },
      description: 'Create images with Midjourney',
      description_localizations: { fr: 'Crée des images avec Midjourney (/imagine)' },
      options: expect.arrayContaining([
        expect.objectContaining({
          name: 'prompt',
          description_localizations: expect.objectContaining({ ko: '이미지로 만들 프롬프트' }),
        }),
      ]),
    });
  });

  it('has the words of subcommands, of groups, and of choices', () => {
    expect(named('prefer')).toMatchObject({
      options: expect.arrayContaining([
        expect.objectContaining({
          name: 'option',
          description_localizations: expect.objectContaining({
            de: 'Deine eigenen Namen für Parameter.',
          }),
          options: expect.arrayContaining([
            expect.objectContaining({
              name: 'set',
              options: expect.arrayContaining([
                expect.objectContaining({
                  name: 'option',
                  description_localizations: expect.objectContaining({
                    'pt-BR': 'O nome dela, usado em prompts como --name',
                  }),
                }),
              ]),
            }),
          ]),
        }),
      ]),
    });
    expect(named('blend')).toMatchObject({
      options: expect.arrayContaining([
        expect.objectContaining({
          choices: expect.arrayContaining([
            expect.objectContaining({
              name: 'Square',
              value: '--ar 1:1',
              name_localizations: expect.objectContaining({ ja: '正方形' }),
            }),
          ]),
        }),
      ]),
    });
  });

  it.each(commands.map(({ data }) => [data.name] as const))(
    'says its English name wherever it is called something else: %s',
    (name) => {
      const data = named(name);
      if (!('description' in data)) return;
      const locales = OTHERS.flatMap(localesOf);
      const descriptions = new Map(Object.entries(data.description_localizations ?? {}));
      for (const locale of locales) {
        const local = new Map(Object.entries(data.name_localizations ?? {})).get(locale);
        const said = descriptions.get(locale) ?? '';
        expect(said.endsWith(` (/${name})`), `${locale}: ${said}`).toBe(local !== name);
        expect(said.length).toBeLessThanOrEqual(DESCRIPTION_CHARACTERS_MAX);
      }
    },
  );

  it('has no description where it is used on a message', () => {
    const data = named('Cancel Job');
    expect(data).toMatchObject({ name_localizations: { fr: 'Annuler la tâche' } });
    expect(data).not.toHaveProperty('description_localizations');
  });

  it('says the same in both kinds of Spanish, and nothing twice in English', () => {
    const { name_localizations: names } = named('credits');
    expect(names?.['es-419']).toBe(names?.['es-ES']);
    expect(Object.keys(names ?? {}).sort()).toEqual(OTHERS.flatMap(localesOf).sort());
  });

  it.each(commands.map(({ data }) => [data.name, data] as const))(
    'is otherwise what its file says: %s',
    (_name, data) => {
      // Who can install it is said for every command, and where it works by each of them.
      expect(plain(localizeCommand(data))).toEqual(plain({ integration_types: [0], ...data }));
      expect(data.contexts?.length).toBeGreaterThan(0);
    },
  );
});

describe.each(OTHERS)('commands in %s', (language) => {
  const words = CATALOGUES[language];
  const nameOf = ({ data }: Command) => words[`command.${commandSlug(data.name)}.name`] ?? '';

  it('have names that Discord takes, none of them twice', () => {
    const names = commands.map(nameOf);
    for (const [place, { data }] of commands.entries()) {
      const name = names[place] ?? '';
      if (!('description' in data)) expect(name).toMatch(/^\S.{0,31}$/u);
      else {
        expect(name).toMatch(NAME);
        expect(name).toBe(name.toLowerCase());
      }
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('are never called like another command is in English', () => {
    for (const command of commands) {
      const namesakes = commands.filter((other) => other.data.name === nameOf(command));
      expect(namesakes.filter((other) => other !== command)).toEqual([]);
    }
  });

  it('are within Discord’s limits', () => {
    for (const { data } of commands) {
      const own = commandWords(data).map(({ key, english }) => words[key] ?? english);
      for (const text of own)
        expect(text.length, text).toBeLessThanOrEqual(DESCRIPTION_CHARACTERS_MAX);
      expect(own.join('').length + valuesOf(data)).toBeLessThanOrEqual(COMMAND_CHARACTERS_MAX);
    }
  });
});

/** What counts beside the words: names of options and values of choices, here all quoted strings of them. */
function valuesOf(data: Command['data']): number {
  const names = JSON.stringify(data).matchAll(/"(?:name|value)":"([^"]*)"/g);
  return [...names].reduce((sum, [, text = '']) => sum + text.length, 0);
}

it('no name or description has signs that Discord shows there as they are', () => {
  const signs = commands.filter(({ data }) => /[`*]/.test(JSON.stringify(localizeCommand(data))));
  expect(signs.map(({ data }) => data.name)).toEqual([]);
});
