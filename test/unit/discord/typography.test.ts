/**
 * How: the catalogues are read as data, code spans left out. Each language has its own rules of writing, and words that
 * its terms (docs/languages.md) have replaced; what follows them is for people to judge.
 */
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '#i18n/catalogues.ts';
import { LANGUAGES, type Language } from '#i18n/language.ts';

/** What must not occur, by what is to be written instead. Spaces are ordinary ones: a no-break space is meant. */
type Rules = Readonly<Record<string, RegExp>>;

const STRAIGHT_QUOTES = { 'the quotation marks of the language': /"/ };
const NO_SPACE_BEFORE_PERCENT = { '20%': /\s%/ };
const NO_BREAK_BEFORE_PERCENT = { 'a no-break space before %': / %/ };
const FULL_WIDTH = {
  'full-width punctuation': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][:;!?,(]/u,
};

const RULES: { readonly [language in Exclude<Language, 'en'>]: Rules } = {
  de: {
    ...STRAIGHT_QUOTES,
    ...NO_BREAK_BEFORE_PERCENT,
    'a no-break space before …': / …/,
    Button: /knopf|knöpfe/i,
    Betreiber: /wer diesen bot betreibt|denen .*betreiben/i,
    reserviert: /zurückgehalten/,
    gespeichert: /aufbewahrt|aufgehoben: /,
  },
  fr: {
    ...STRAIGHT_QUOTES,
    'a no-break space before : ; ! ? % »': / [:;!?%»]/,
    'a no-break space after «': /« /,
    'the apostrophe ’': /\p{L}'\p{L}/u,
    tu: /\bvous\b/i,
    'l’opérateur du bot': /qui gère ce bot/i,
    'facturé, réservé': /débité|retenus?\b/,
  },
  'es-ES': {
    ...STRAIGHT_QUOTES,
    ...NO_BREAK_BEFORE_PERCENT,
    'forms that Latin America has too': /\p{L}(áis|éis)\b/u,
    'el operador del bot': /quien(es)? (gestiona|administra)n? (este|el) bot/i,
    reservado: /retenid/,
    ID: /\b([Ee]l|su) id\b/,
  },
  'pt-BR': {
    ...STRAIGHT_QUOTES,
    ...NO_SPACE_BEFORE_PERCENT,
    tarefa: /\btrabalhos?\b/,
    'o operador do bot': /quem administra/i,
    reservado: /retid/,
  },
  ja: {
    ...STRAIGHT_QUOTES,
    ...NO_SPACE_BEFORE_PERCENT,
    ...FULL_WIDTH,
    クレジットは消費されていません: /何も消費されていません|料金は発生していません/,
    実行中: /進行中/,
  },
  ko: {
    ...STRAIGHT_QUOTES,
    ...NO_SPACE_BEFORE_PERCENT,
    하세요: /십시오/,
    매개변수: /파라미터/,
    '크레딧이 차감되지 않았습니다': /청구된/,
    'a particle for either ending': /\{\w+\}(을|를|은|는|이|가|과|와)\s/,
  },
  'zh-CN': {
    ...STRAIGHT_QUOTES,
    ...NO_SPACE_BEFORE_PERCENT,
    ...FULL_WIDTH,
    '…': /\.\.\./,
    你: /您/,
    没有扣除积分: /扣费|扣除任何/,
    图片: /图像/,
    此服务器: /本服务器/,
  },
};

describe.each(LANGUAGES.filter((language) => language !== 'en'))(
  'the writing of %s',
  (language) => {
    const messages = Object.entries(CATALOGUES[language]).map(
      ([key, message]) => [key, message.replaceAll(/`[^`]*`/g, '`')] as const,
    );

    it.each(Object.entries(RULES[language]))('is %s', (_instead, wrong) => {
      expect(messages.filter(([, message]) => wrong.test(message))).toEqual([]);
    });
  },
);
