/**
 * What people read, in their language. Relies on the catalogues and on ICU's messages (`intl-messageformat`), which
 * carry plurals and choices in one string a language; commands stand in them by their English names, and are said
 * as the language calls them. It never decides what is said: keys and values are given.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { CATALOGUES, type TextKey } from './catalogues.ts';
import { type Language, languageOf } from './language.ts';

/** What stands in a message's places. Numbers are written, and counted, as the language does it. */
export type TextValues = Readonly<Record<string, string | number>>;

/** How many digits after the point; three at most if nothing is said. */
type AmountOptions = {
  readonly minimumFractionDigits?: number;
  readonly maximumFractionDigits?: number;
};

/** One language's words. */
export type Translator = {
  readonly language: Language;
  /** The message; throws where a value is missing. What is not translated is said in English. */
  readonly say: (key: TextKey, values?: TextValues) => string;
  /** `a, b and c`. */
  readonly list: (parts: readonly string[], word?: 'and' | 'or') => string;
  /** `1,000`; with options, as exactly as they say. */
  readonly amount: (value: number, options?: AmountOptions) => string;
};

const MADE = new Map<Language, Translator>();

/** The words for a locale that Discord named. */
export function translatorFor(locale: string): Translator {
  const language = languageOf(locale);
  const made = MADE.get(language) ?? translatorIn(language);
  MADE.set(language, made);
  return made;
}

function translatorIn(language: Language): Translator {
  // British English lists without a comma before the last word; numbers are the same.
  const tag = language === 'en' ? 'en-GB' : language;
  const messages = new Map<TextKey, IntlMessageFormat>();
  const lists = {
    and: new Intl.ListFormat(tag, { type: 'conjunction' }),
    or: new Intl.ListFormat(tag, { type: 'disjunction' }),
  };
  const amounts = new Intl.NumberFormat(tag);

  const messageOf = (key: TextKey): IntlMessageFormat => {
    const own = CATALOGUES[language][key];
    const [message, spokenIn] =
      own === undefined ? [CATALOGUES.en[key] ?? key, 'en-GB'] : [own, tag];
    const named = withCommandsOf(language, message);
    return new IntlMessageFormat(named, spokenIn, undefined, { ignoreTag: true });
  };

  return {
    language,
    say: (key, values) => {
      const message = messages.get(key) ?? messageOf(key);
      messages.set(key, message);
      const said: unknown = message.format(values);
      return String(said);
    },
    list: (parts, word = 'and') => lists[word].format(parts),
    amount: (value, options) =>
      options === undefined
        ? amounts.format(value)
        : new Intl.NumberFormat(tag, options).format(value),
  };
}

/** A slash that begins a word, as in `/imagine`; not the one of `and/or`, of an address or of a reaction. */
const COMMAND = /(?<![\w/<:])\/([a-z][a-z0-9_-]*)/g;

/** The message with its commands called as Discord shows them to who reads it. */
function withCommandsOf(language: Language, message: string): string {
  return message.replaceAll(
    COMMAND,
    (all, name: string) => `/${CATALOGUES[language][`command.${name}.name`] ?? all.slice(1)}`,
  );
}
