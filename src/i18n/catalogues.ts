import de from '#i18n/catalogues/de.json' with { type: 'json' };
import en from '#i18n/catalogues/en.json' with { type: 'json' };
import es from '#i18n/catalogues/es-ES.json' with { type: 'json' };
import fr from '#i18n/catalogues/fr.json' with { type: 'json' };
import ja from '#i18n/catalogues/ja.json' with { type: 'json' };
import ko from '#i18n/catalogues/ko.json' with { type: 'json' };
import pt from '#i18n/catalogues/pt-BR.json' with { type: 'json' };
import zh from '#i18n/catalogues/zh-CN.json' with { type: 'json' };
import type { Language } from './language.ts';

/** The key of a text: `area.name`, such as `rejection.queue-full.title`. The English catalogue defines the keys. */
export type TextKey = keyof typeof en;

/** ICU messages by key; a test checks that every language has the same keys. */
export type Catalogue = Readonly<Record<string, string>>;

/** The messages of every language; a test checks that none lacks a key. */
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
