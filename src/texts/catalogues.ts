import de from './catalogues/de.json' with { type: 'json' };
import en from './catalogues/en.json' with { type: 'json' };
import es from './catalogues/es-ES.json' with { type: 'json' };
import fr from './catalogues/fr.json' with { type: 'json' };
import ja from './catalogues/ja.json' with { type: 'json' };
import ko from './catalogues/ko.json' with { type: 'json' };
import pt from './catalogues/pt-BR.json' with { type: 'json' };
import zh from './catalogues/zh-CN.json' with { type: 'json' };
import type { Language } from './language.ts';

/** What a text is called: `area.what`, as in `rejection.queue-full.title`. The English catalogue says which there are. */
export type TextKey = keyof typeof en;

/** Messages in ICU's form by their keys; the same keys in every language, which a test holds. */
export type Catalogue = Readonly<Record<string, string>>;

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
