import { expect, test } from 'vitest';
import { plainText } from '#discord/screens/plain-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { translatorFor } from '#i18n/translator.ts';

const RENEWS = Date.UTC(2026, 11, 1);

test.each([
  [
    'en',
    'Did you mean `--stylize`?\nPress **Repaint**.',
    'Did you mean --stylize?\nPress Repaint.',
  ],
  ['en', 'on <t:1796083200:D>, <t:1796083200:R>', 'on Dec 1, 2026, Dec 1, 2026, 12:00:00 AM UTC'],
  ['de', 'am <t:1796083200:D>', 'am 01.12.2026'],
])('in %s %j is %j', (language, markup, plain) => {
  // Some versions of the language data have a narrow space before AM.
  expect(plainText(translatorFor(language), markup).replace(/\s/g, ' ')).toBe(
    plain.replace(/\s/g, ' '),
  );
});

test('a refusal on a page names no moment that only Discord would read', () => {
  const translator = translatorFor('en');
  const { description = '' } = rejectionEmbed(translator, {
    ...({ kind: 'credits-exhausted', neededCredits: 8, availableCredits: 1 } as const),
    renewsAtMs: RENEWS,
  });
  expect(description).toContain('<t:');
  expect(plainText(translator, description)).toContain('They renew Dec 1, 2026');
});
