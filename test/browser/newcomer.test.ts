/**
 * How: the newcomer's path in a real browser on the playground, with the bot as its own process
 * and the demonstration painter. What the person sees is looked at as pixels: U2 is cell 2, a zoom
 * shows its parent in the middle, a pan shows it beside the new part.
 */

import type { Browser, Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';
import { meanDifference } from '#test/fixtures/mean-difference.ts';
import { type OpenedPage, openPage } from '#test/fixtures/open-page.ts';

if (chromiumPath === null && process.env.BROWSER_REQUIRED === '1') {
  throw new Error(
    'BROWSER_REQUIRED is set and there is no Chromium: install it or set CHROME_PATH',
  );
}

const WAIT_MS = 60_000;

describe.skipIf(chromiumPath === null)(
  'the newcomer’s path (needs Chromium, or CHROME_PATH)',
  () => {
    let live: LiveBot;
    let browser: Browser;
    let opened: OpenedPage;

    beforeAll(async () => {
      live = await startLiveBot({ environment: { STUDIO_SECONDS: '3' } });
      browser = await launchBrowser();
      const { playground } = live;
      opened = await openPage(browser, playground.url, playground.person('owner').id);
    });
    afterAll(async () => {
      await browser?.close();
      await live?.close();
    });

    const withText = (text: string | RegExp): Locator => opened.messages.filter({ hasText: text });

    /** The newest message that fits, once it has buttons. */
    async function finished(text: string | RegExp, button: string): Promise<Locator> {
      const message = withText(text)
        .filter({ has: opened.page.getByRole('button', { name: button, exact: true }) })
        .last();
      await message.waitFor({ timeout: WAIT_MS });
      return message;
    }

    async function pictureIn(message: Locator): Promise<Buffer> {
      const image = message.locator('img[src*="/attachments/"]').last();
      await image.waitFor({ timeout: WAIT_MS });
      const source = await image.getAttribute('src');
      const reply = await fetch(new URL(source ?? '', live.playground.url));
      return Buffer.from(await reply.arrayBuffer());
    }

    const part = async (
      picture: Buffer,
      place: { left: number; top: number; width: number; height: number },
    ) => {
      const { width, height } = await sharp(picture).metadata();
      return sharp(picture)
        .extract({
          left: Math.round(place.left * width),
          top: Math.round(place.top * height),
          width: Math.round(place.width * width),
          height: Math.round(place.height * height),
        })
        .png()
        .toBuffer();
    };

    it('is walked by keyboard and mouse, and every picture is what its button promised', {
      timeout: 180_000,
    }, async () => {
      const { page, message } = opened;
      await message.click();
      await message.pressSequentially('/imagine prompt: a lighthouse in fog --ar 3:2');
      await page.keyboard.press('Enter');
      await withText('(Waiting to start)').last().waitFor({ timeout: WAIT_MS });
      await withText(/\(\d+%\) \(fast\)/)
        .last()
        .waitFor({ timeout: WAIT_MS });
      const grid = await finished(/a lighthouse in fog --ar 3:2 - @\w+ \(fast\)/, 'U2');
      const gridPicture = await pictureIn(grid);
      expect(await grid.getByRole('button').allInnerTexts()).toEqual(
        expect.arrayContaining(['U1', 'U2', 'U3', 'U4', 'V1', 'V2', 'V3', 'V4']),
      );

      await grid.getByRole('button', { name: 'U2', exact: true }).click();
      const single = await finished('Image #2', 'Zoom Out 2x');
      const picture = await pictureIn(single);
      const cell = (left: number, top: number) =>
        part(gridPicture, { left, top, width: 0.5, height: 0.5 });
      expect(await meanDifference(picture, await cell(0.5, 0))).toBeLessThan(4);
      expect(await meanDifference(picture, await cell(0, 0))).toBeGreaterThan(4);

      await single.getByRole('button', { name: 'Zoom Out 2x', exact: true }).click();
      const zoomed = await pictureIn(await finished('Zoom Out by', 'V1'));
      const middle = await part(zoomed, { left: 0.125, top: 0.125, width: 0.25, height: 0.25 });
      expect(await meanDifference(middle, picture)).toBeLessThan(12);

      await single.getByRole('button', { name: '➡️' }).click();
      const panned = await pictureIn(await finished('Pan Right by', 'V1'));
      const kept = await part(panned, { left: 0, top: 0, width: 1 / 3, height: 0.5 });
      expect(await meanDifference(kept, picture)).toBeLessThan(12);
      const { width = 0, height = 1 } = await sharp(panned).metadata();
      expect(width / height).toBeCloseTo(2.25, 1);

      await grid.getByRole('button', { name: 'V3', exact: true }).click();
      const varied = await finished('Variations (Strong) by', 'V1');
      expect(await meanDifference(await pictureIn(varied), gridPicture)).toBeGreaterThan(2);
      expect(opened.problems).toEqual([]);
    });
  },
);
