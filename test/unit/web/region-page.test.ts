import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import { browserTranslator, regionPage, regionWords } from '#web/region-words.ts';

const FOLDER = new URL('../../../src/web/pages/region/', import.meta.url);
const FRAME = readFileSync(new URL('index.html', FOLDER), 'utf8');
const SCRIPT = readFileSync(new URL('editor.js', FOLDER), 'utf8');

describe('the region editor', () => {
  it.each(LANGUAGES)(
    'says in %s which language it is in, and leaves no place empty',
    (language) => {
      const page = regionPage(FRAME, translatorFor(language));
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).not.toContain('{{');
    },
  );

  it('hands its script exactly the words that the script writes', () => {
    const given = Object.keys(regionWords(translatorFor('en-US')));
    const tools = ['lasso', 'rectangle', 'brush', 'eraser'];
    const written = [...SCRIPT.matchAll(/\bwords\.(\w+)/g)].map(([, name]) => name);
    expect(given.toSorted()).toEqual([...new Set([...written, ...tools])].toSorted());
  });

  it('hands them as data that cannot end the script they stand in', () => {
    const english = translatorFor('en-US');
    const page = regionPage(FRAME, { ...english, say: () => '</script><b>"&' });
    const data = /id="words">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ title: '</script><b>"&' });
    expect(page).toContain('<title>&lt;/script&gt;&lt;b&gt;"&amp;</title>');
  });

  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['pt-PT', 'pt-BR'],
    ['zh-CN,zh;q=0.9', 'zh-CN'],
    ['pl', 'en'],
  ])('reads %j of a browser as %s', (header, language) => {
    expect(browserTranslator(header).language).toBe(language);
  });
});
