/** The texts of the region editor's page, in the viewer's language. */
import { LANGUAGES } from '#i18n/language.ts';
import { type Translator, translatorFor } from '#i18n/translator.ts';

/** The texts of the page's script, by name. */
export const regionWords = ({ say }: Translator): Readonly<Record<string, string>> => ({
  title: say('button.vary-region'),
  how: say('region.how'),
  tools: say('region.tools'),
  lasso: say('region.lasso'),
  rectangle: say('region.rectangle'),
  brush: say('region.brush'),
  eraser: say('region.eraser'),
  size: say('region.size'),
  undo: say('region.undo'),
  redo: say('region.redo'),
  invert: say('region.invert'),
  clear: say('region.clear'),
  image: say('region.image'),
  selection: say('region.selection'),
  // The script fills in the placeholder when the selection changes.
  selected: say('region.selected', { percent: '{percent}' }),
  selectedLittle: say('region.selected-little'),
  prompt: say('region.prompt'),
  remix: say('region.remix', { button: say('button.vary-region') }),
  repaint: say('region.repaint'),
  sending: say('region.sending'),
  sent: say('region.sent'),
  unreachable: say('region.unreachable'),
});

/** The page with its texts. */
export function regionPage(frame: string, translator: Translator): string {
  // Inside a script only its end tag is parsed as markup.
  const words = JSON.stringify(regionWords(translator)).replaceAll('<', '\\u003c');
  const places: Readonly<Record<string, string>> = {
    title: escaped(translator.say('button.vary-region')),
    opening: escaped(translator.say('region.opening')),
    noscript: escaped(translator.say('region.noscript')),
  };
  return frame
    .replace('<html lang="en">', `<html lang="${translator.language}">`)
    .replaceAll(/\{\{(title|opening|noscript)\}\}/g, (_, place: string) => places[place] ?? '')
    .replace('"{{words}}"', () => words);
}

/** The translator for an `Accept-Language` header such as `de-AT,de;q=0.9`, used for unknown links. */
export function browserTranslator(acceptLanguage: string | undefined): Translator {
  const [first = ''] = acceptLanguage?.split(/[,;]/) ?? [];
  const [family] = first.trim().split('-');
  const language =
    LANGUAGES.find((each) => each === first.trim()) ??
    LANGUAGES.find((each) => each.split('-')[0] === family);
  return translatorFor(language ?? 'en');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
