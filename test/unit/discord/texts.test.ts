/**
 * How: the catalogues are read as data and the sources as text. What is asked of a message is the same in every
 * language; what is said in it is for people to judge, except for what must not be translated at all.
 */
import { describe, expect, it } from 'vitest';
import { loadCommands } from '#discord/commands/load-commands.ts';
import { commandSlug } from '#discord/commands/localize-command.ts';
import { CATALOGUES } from '#i18n/catalogues.ts';
import { LANGUAGES, type Language } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import { commandWords } from '#test/fixtures/command-words.ts';
import { messageShape } from '#test/fixtures/message-shape.ts';
import { saidTexts } from '#test/fixtures/said-texts.ts';
import { SAME_AS_ENGLISH } from '#test/fixtures/same-as-english.ts';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');
const commands = [...(await loadCommands(new URL('../../../commands/', import.meta.url))).values()];
const COMMAND_KEYS = new Map(
  commands.flatMap(({ data }) => commandWords(data).map(({ key, english }) => [key, english])),
);
const ENGLISH = new Map(Object.entries(CATALOGUES.en));
const { calls, literals } = saidTexts();

/** The messages of a language that English has too, beside the English ones. */
const pairs = (language: Language) =>
  [...ENGLISH].flatMap(([key, english]) => {
    const message = CATALOGUES[language][key];
    return message === undefined ? [] : [{ key, english, message }];
  });

/** Commands that are typed, by their English names. */
const TYPED = commands.flatMap(({ data }) => ('description' in data ? [data.name] : []));
/** Those that are used on a message or a person are mentioned by their whole name. */
const USED_ON = commands.flatMap(({ data }) => ('description' in data ? [] : [data.name]));

const nameIn = (language: Language, name: string): string =>
  CATALOGUES[language][`command.${commandSlug(name)}.name`] ?? name;

/** Everything in a text that reads like a command: a slash that begins a word. */
const mentioned = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![A-Za-z0-9/<:])\/([\p{L}][\p{L}\p{N}_-]*)/gu)].map(
    ([, name = '']) => name,
  );

const unique = (found: Iterable<string>): readonly string[] => [...new Set(found)].sort();
const matches = (text: string, pattern: RegExp) =>
  unique([...text.matchAll(pattern)].map(([all]) => all));

describe('what is said', () => {
  it('stands in the English catalogue, and all of that is said somewhere', () => {
    expect(calls.filter(({ key }) => !ENGLISH.has(key))).toEqual([]);
    expect([...ENGLISH.keys()].filter((key) => !literals.has(key))).toEqual([]);
  });

  it('is given exactly the values that its message asks for', () => {
    const differing = calls.flatMap(({ where, key, values }) => {
      if (values === null) return [];
      const asked = unique(messageShape(ENGLISH.get(key) ?? '', 'en').places.keys());
      const given = unique(values);
      return asked.join() === given.join() ? [] : [{ where, key, asked, given }];
    });
    expect(differing).toEqual([]);
  });

  it('names commands that there are', () => {
    const unknown = [...ENGLISH].flatMap(([key, message]) =>
      mentioned(message).flatMap((name) => (TYPED.includes(name) ? [] : [{ key, name }])),
    );
    expect(unknown).toEqual([]);
  });

  it('is in English no word of a command, which stands in the command’s own file', () => {
    expect([...ENGLISH.keys()].filter((key) => key.startsWith('command.'))).toEqual([]);
  });
});

describe.each(LANGUAGES)('the catalogue of %s', (language) => {
  const entries = Object.entries(CATALOGUES[language]);

  it('is in the order of its keys', () => {
    const keys = entries.map(([key]) => key);
    expect(keys).toEqual([...keys].sort());
  });

  it('has messages that can be read, with every form of number that the language has', () => {
    const rules = new Intl.PluralRules(language);
    // What amounts reach: some languages have a form of their own for whole millions.
    const needed = unique(Array.from({ length: 1_000 }, (_, number) => rules.select(number)));
    for (const [key, message] of entries.filter(([name]) => !name.startsWith('command.'))) {
      for (const forms of messageShape(message, language).plurals) {
        expect(forms, `${key}: ${message}`).toEqual(expect.arrayContaining([...needed]));
      }
    }
  });

  it('has titles and labels that fit where they are shown', () => {
    for (const [key, message] of entries) {
      if (key.endsWith('title')) expect(message.length, key).toBeLessThanOrEqual(256);
      if (key.endsWith('label')) expect(message.length, key).toBeLessThanOrEqual(80);
      expect(message.length, key).toBeLessThanOrEqual(3_500);
      expect(message, key).not.toBe('');
    }
  });
});

describe.each(OTHERS)('what is said in %s', (language) => {
  it('has the same places of the same kinds as in English', () => {
    for (const { key, english, message } of pairs(language)) {
      const places = Object.fromEntries(messageShape(message, language).places);
      expect(places, `${key}: ${message}`).toEqual(
        Object.fromEntries(messageShape(english, 'en').places),
      );
    }
  });

  it('names the same commands', () => {
    for (const { key, english, message } of pairs(language)) {
      expect(unique(mentioned(message)), key).toEqual(unique(mentioned(english)));
      for (const name of USED_ON.filter((each) => english.includes(each))) {
        expect(message, key).toContain(nameIn(language, name));
      }
    }
  });

  it('calls them as Discord shows them there', () => {
    const { say } = translatorFor(language);
    for (const name of ['imagine', 'blend', 'describe', 'shorten'] as const) {
      expect(say(`action.${name}`)).toBe(`/${nameIn(language, name)}`);
    }
  });

  it('calls buttons what they say there', () => {
    const labels = pairs(language).filter(
      ({ key, english }) => key.startsWith('button.') && english.endsWith(')'),
    );
    for (const { key, english, message } of pairs(language)) {
      for (const label of labels.filter((each) => english.includes(each.english))) {
        if (key.startsWith('button.')) continue;
        expect(message, key).toContain(label.message);
      }
    }
  });

  it('keeps parameters, what is to be copied, buttons and emoji', () => {
    for (const { key, english, message } of pairs(language)) {
      for (const pattern of KEPT) {
        expect(matches(message, pattern), `${key}: ${message}`).toEqual(matches(english, pattern));
      }
      expect(copied(message), `${key}: ${message}`).toEqual(copied(english));
    }
  });

  it('is nowhere left in English', () => {
    const same = pairs(language).filter(({ english, message }) => message === english);
    const hasWords = ({ message }: { readonly message: string }) =>
      /\p{L}{3}/u.test(message.replaceAll(/`[^`]*`|\{[^{}]*\}|\b[UV]\d\b|^\/\w+$/g, ''));
    const kept: readonly string[] = SAME_AS_ENGLISH[language] ?? [];
    expect(same.filter(hasWords).map(({ key }) => key)).toEqual(
      same
        .filter(({ key }) => kept.includes(key))
        .filter(hasWords)
        .map(({ key }) => key),
    );
  });

  it('has no key that English lacks', () => {
    const known = (key: string) => ENGLISH.has(key) || COMMAND_KEYS.has(key);
    expect(Object.keys(CATALOGUES[language]).filter((key) => !known(key))).toEqual([]);
  });
});

/** What is to be copied out of backticks: single words and whatever has a sign in it; a prompt may be translated. */
const copied = (text: string): readonly string[] =>
  unique(
    [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, quoted = '']) => {
      const words = quoted.split(/\s+/);
      const isOne = words.length === 1 && /^\w+$/.test(quoted);
      return isOne ? words : words.filter((word) => /[^\p{L},.]/u.test(word));
    }),
  );

const KEPT = [
  /(?<![\w-])--\w[\w-]*/g,
  /\b[UV][1-4]\b/g,
  /\p{Extended_Pictographic}/gu,
  /<[#@:][^>]*>/g,
  /^-# /gm,
];

describe.each(OTHERS)('a person who reads %s', (language) => {
  it('reads nothing in another language: every message and every command is translated', () => {
    const wanted = [...ENGLISH.keys(), ...COMMAND_KEYS.keys()];
    expect(wanted.filter((key) => CATALOGUES[language][key] === undefined)).toEqual([]);
  });
});

describe('a message', () => {
  it('is said in the language of a locale, in English where there is no catalogue', () => {
    expect(translatorFor('de').say('action.imagine')).toBe('/erstellen');
    expect(translatorFor('es-419').language).toBe('es-ES');
    expect(translatorFor('fi').say('queued.title')).toBe('Job queued');
  });

  it('counts and writes numbers as its language does', () => {
    const values = { credits: 12_345 };
    expect(translatorFor('en-US').say('price.title', values)).toBe(
      'This would cost 12,345 credits',
    );
    expect(translatorFor('de').amount(12_345)).toBe('12.345');
    expect(translatorFor('fr').amount(12_345)).toBe('12\u202f345');
  });

  it('is never said without a value that it needs', () => {
    expect(() => translatorFor('en-US').say('price.title')).toThrow();
  });
});
