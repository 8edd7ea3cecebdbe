/**
 * User-visible texts in a language. It relies on the catalogues and on ICU messages (`intl-messageformat`), which have
 * plurals and choices in one string per language. Messages contain commands by their English names, which are replaced
 * by the language's own. Keys and values are given by the caller.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { CATALOGUES, type TextKey } from './catalogues.ts';
import { type Language, languageOf } from './language.ts';

/** Values of a message's placeholders. Numbers are formatted and pluralised for the language. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Fraction digits; at most three by default. */
type AmountOptions = {
  readonly minimumFractionDigits?: number;
  readonly maximumFractionDigits?: number;
};

/** The texts of one language. */
export type Translator = {
  readonly language: Language;
  /** The message; throws if a value is missing. Untranslated messages are in English. */
  readonly say: (key: TextKey, values?: TextValues) => string;
  /** `a, b and c`; with `comma` no word precedes the last one. */
  readonly list: (parts: readonly string[], word?: 'and' | 'or' | 'comma') => string;
  /** `1,000`; with the precision given in the options. */
  readonly amount: (value: number, options?: AmountOptions) => string;
};

const MADE = new Map<Language, Translator>();

/** The translator for a Discord locale. */
export function translatorFor(locale: string): Translator {
  const language = languageOf(locale);
  const made = MADE.get(language) ?? translatorIn(language);
  MADE.set(language, made);
  return made;
}

function translatorIn(language: Language): Translator {
  // British English lists have no serial comma; number formats are the same.
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

  const say: Translator['say'] = (key, values) => {
    const message = messages.get(key) ?? messageOf(key);
    messages.set(key, message);
    const said: unknown = message.format(values);
    return String(said);
  };

  return {
    language,
    say,
    list: (parts, word = 'and') =>
      word === 'comma' ? parts.join(say('list.comma')) : lists[word].format(parts),
    amount: (value, options) =>
      options === undefined
        ? amounts.format(value)
        : new Intl.NumberFormat(tag, options).format(value),
  };
}

/** A slash that begins a word, as in `/imagine`; not in `and/or`, URLs or reactions. */
const COMMAND = /(?<![\w/<:])\/([a-z][a-z0-9_-]*)/g;

/** The message with its commands' names in the language, as Discord shows them. */
function withCommandsOf(language: Language, message: string): string {
  return message.replaceAll(
    COMMAND,
    (all, name: string) => `/${CATALOGUES[language][`command.${name}.name`] ?? all.slice(1)}`,
  );
}
