import type { Inability } from '#domain/inability.ts';
import type { Translator } from '#i18n/translator.ts';
import { failureCauseText } from './failure-cause-text.ts';
import { speedWord } from './job-text.ts';

type Kind = Inability['kind'];
type Of<K extends Kind> = Extract<Inability, { readonly kind: K }>;

const TEXTS: { readonly [K in Kind]: (translator: Translator, why: Of<K>) => string } = {
  'no-vendor': ({ say }) => say('unable.no-vendor'),
  'vendor-gone': ({ say }) => say('unable.vendor-gone'),
  'no-action': ({ say }, { vendorLabel, action }) =>
    say('unable.no-action', { vendorLabel, action }),
  'no-speed': (translator, { vendorLabel, speed }) =>
    translator.say('unable.no-speed', { vendorLabel, speed: speedWord(translator, speed) }),
  'no-version': ({ say }, { vendorLabel }) => say('unable.no-version', { vendorLabel }),
  'own-pictures-alone': ({ say }, { vendorLabel }) =>
    say('unable.own-pictures-alone', { vendorLabel }),
  'words-wanted': ({ say }, { vendorLabel }) => say('unable.words-wanted', { vendorLabel }),
  'no-image-links': ({ say }, { vendorLabel }) => say('unable.no-image-links', { vendorLabel }),
  'parameters-ignored': ({ say, list }, { vendorLabel, parameters }) =>
    say('unable.parameters-ignored', { vendorLabel, parameters: list(parameters) }),
  foreseen: (translator, { cause }) => failureCauseText(translator, cause),
  unfit: ({ say }, { vendorLabel }) => say('unable.unfit', { vendorLabel }),
  'account-used-up': ({ say }, { vendorLabel }) => say('unable.account-used-up', { vendorLabel }),
  'key-refused': ({ say }, { vendorLabel }) => say('unable.key-refused', { vendorLabel }),
};

/** The reason as a sentence with a capital letter, also if it begins with a vendor's lower-case name. */
export function inabilityText(translator: Translator, why: Inability): string {
  const text = textOf(why.kind, translator, why);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function textOf<K extends Kind>(kind: K, translator: Translator, why: Of<K>): string {
  return TEXTS[kind](translator, why);
}
