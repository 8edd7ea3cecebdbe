import de from '#i18n/catalogues/de.json' with { type: 'json' };
import en from '#i18n/catalogues/en.json' with { type: 'json' };
import es from '#i18n/catalogues/es-ES.json' with { type: 'json' };
import fr from '#i18n/catalogues/fr.json' with { type: 'json' };
import ja from '#i18n/catalogues/ja.json' with { type: 'json' };
import ko from '#i18n/catalogues/ko.json' with { type: 'json' };
import pt from '#i18n/catalogues/pt-BR.json' with { type: 'json' };
import zh from '#i18n/catalogues/zh-CN.json' with { type: 'json' };
import type { Language } from './language.ts';

/** What a text is called: `area.what`, as in `rejection.queue-full.title`. The English catalogue says which there are. */
export type TextKey = keyof typeof en;

/** Messages in ICU's form by their keys; the same keys in every language, which a test holds. */
export type Catalogue = Readonly<Record<string, string>>;

/** The messages of every language; a test holds that none lacks a key. */
export const CATALOGUES: Readonly<Record<Language, Catalogue>> = {
  en,
  de,
  fr,
  'es-ES': es,
  'pt-BR': pt,
  ja,
  ko,
  'zh-CN': zh,
};
