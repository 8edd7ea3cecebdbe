import { expect, it } from 'vitest';
import { promptSlug } from '#domain/prompt/slug.ts';

it.each([
  ['a cat in a hat', 'a_cat_in_a_hat'],
  ['A cat, 3D -- render!', 'A_cat_3D_render'],
  ['  "quoted"  ', 'quoted'],
  ['café Noël', 'cafe_Noel'],
  ['猫', 'image'],
  ['', 'image'],
  ['../../etc/passwd', 'etc_passwd'],
  ['x'.repeat(80), 'x'.repeat(60)],
  [`${'x'.repeat(59)} y`, 'x'.repeat(59)],
])('%j makes the file name part %s', (text, slug) => {
  expect(promptSlug(text)).toBe(slug);
});
