/** The page in another language than English: what a person sees of commands, and what the bot is told. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import { type OpenedPage, openPage } from '#test/fixtures/open-page.ts';
import { startPageBot } from '#test/fixtures/page-bot.ts';

const title = `the page's language${chromiumPath === null ? ' (skipped: no Chromium found; set CHROME_PATH)' : ''}`;

describe.skipIf(chromiumPath === null)(title, () => {
  let browser: Browser;
  let playground: Playground;
  let bot: Awaited<ReturnType<typeof startPageBot>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    playground = await startPlayground();
    bot = await startPageBot(playground);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(bot.failures).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await bot?.close();
    await playground?.close();
  });

  const choose = async ({ page }: OpenedPage, name: string) => {
    await page.getByRole('button', { name: /Switch language/ }).click();
    await page.getByRole('menuitemradio', { name }).click();
    await page.getByRole('button', { name: `Language: ${name}. Switch language` }).waitFor();
  };

  test('names and describes commands as Discord does there, and tells the bot', async () => {
    const opened = await openPage(browser, playground.url, 'member');
    const { page, message, messages, problems } = opened;
    await choose(opened, 'Deutsch');
    await message.fill('/ein');
    const offered = page.getByRole('option', { name: /\/einstellungen/ });
    await offered.waitFor();
    expect(await offered.textContent()).toContain('Zeigt deine Einstellungen.');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'Adjust your settings here (de)' }).waitFor();
    await message.fill('/settings');
    await page.keyboard.press('Enter');
    await expect.poll(() => messages.filter({ hasText: '(de)' }).count()).toBe(2);
    expect(problems).toEqual([]);
  });

  test('is the person’s own: it is there after a reload and a switch, and nobody else has it', async () => {
    const opened = await openPage(browser, playground.url, 'owner');
    const { page } = opened;
    await choose(opened, '日本語');
    await page.reload();
    await page.getByRole('button', { name: 'Language: 日本語. Switch language' }).waitFor();
    const become = async (role: string) => {
      await page.getByRole('button', { name: /Switch person/ }).click();
      await page.getByRole('menuitemradio', { name: new RegExp(role) }).click();
    };
    await become('stranger');
    await page.getByRole('button', { name: 'Language: English. Switch language' }).waitFor();
    await become('owner');
    await page.getByRole('button', { name: 'Language: 日本語. Switch language' }).waitFor();
  });
});
