/**
 * How: the charts are compared as pictures with those of the documentation, which were looked at.
 * Fonts differ a little between machines; a missing bar, legend or theme does not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { usageWords } from '#commands/usage/words.ts';
import { translatorFor } from '#i18n/translator.ts';
import { drawUsage } from '#images/usage-chart.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { usageReport } from '#test/fixtures/usage-report.ts';

const WORDS = usageWords(translatorFor('en-US'), usageReport());
const PICTURES = join(import.meta.dirname, '..', '..', '..', 'docs', 'pictures');
/** Of 255; one grid's worth of bars less is above it. */
const FONTS_DIFFER = 2;

const shown = (theme: string) => readFileSync(join(PICTURES, `usage-${theme}.png`));
const pixel = async (bytes: Uint8Array, left: number, top: number) => [
  ...(await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer()),
];

describe('the chart of /usage', () => {
  it.each(['light', 'dark'] as const)('is the one of the documentation, %s', async (theme) => {
    const { bytes, mediaType } = await drawUsage(usageReport(), theme, WORDS);
    expect(mediaType).toBe('image/png');
    expect(await meanDifference(shown(theme), Buffer.from(bytes))).toBeLessThan(FONTS_DIFFER);
  });

  it('would be told from one without the dearest jobs, or of the other theme', async () => {
    const report = usageReport();
    const byDay = report.byDay.filter(({ action }) => action !== 'animate-low');
    const { bytes } = await drawUsage({ ...report, byDay }, 'dark', WORDS);
    expect(await meanDifference(shown('dark'), Buffer.from(bytes))).toBeGreaterThan(FONTS_DIFFER);
    expect(await meanDifference(shown('dark'), shown('light'))).toBeGreaterThan(50);
  });

  it.each([
    ['light', [255, 255, 255]],
    ['dark', [43, 45, 49]],
  ] as const)('stands on Discord’s own ground, %s', async (theme, ground) => {
    const { bytes } = await drawUsage(usageReport(), theme, WORDS);
    expect(await pixel(bytes, 4, 4)).toEqual(ground);
  });

  it('is drawn for a server that used nothing, and small enough to be sent', async () => {
    const report = { ...usageReport(), byDay: [], byMember: [], credits: 0, jobs: 0 };
    const { bytes } = await drawUsage(report, 'dark', WORDS);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1320, height: 848 });
    expect((await drawUsage(usageReport(), 'dark', WORDS)).bytes.length).toBeLessThan(300_000);
  });

  it('keeps a name from being read as markup', async () => {
    const report = usageReport();
    const [first] = report.byMember;
    if (first === undefined) throw new Error('the report names members');
    const byMember = [{ ...first, userName: '<script>&"{b|x}' }];
    const { bytes } = await drawUsage({ ...report, byMember }, 'dark', WORDS);
    expect(bytes.length).toBeGreaterThan(10_000);
  });
});
