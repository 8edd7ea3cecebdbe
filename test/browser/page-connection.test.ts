/** What the page says when the bot or the playground itself goes away. */
import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPlayground } from '#playground/start-playground.ts';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import { openPage } from '#test/fixtures/open-page.ts';
import { startPageBot } from '#test/fixtures/page-bot.ts';

const title = `connections${chromiumPath === null ? ' (skipped: no Chromium found; set CHROME_PATH)' : ''}`;

describe.skipIf(chromiumPath === null)(title, () => {
  let browser: Browser;
  const opened: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    browser = await launchBrowser();
    opened.push(() => browser.close());
  });
  afterEach(async () => {
    for (const close of opened.splice(0)) await close();
  });

  test('the bot is offline until it connects, and again when it leaves', async () => {
    const playground = await startPlayground();
    opened.push(playground.close);
    const { page } = await openPage(browser, playground.url, 'member');
    const banner = page.getByText('The bot is offline.');
    await banner.waitFor();
    const bot = await startPageBot(playground);
    await banner.waitFor({ state: 'detached' });
    await bot.close();
    await banner.waitFor();
  });

  test('the key is not left in the address bar, and the page can be reloaded', async () => {
    const playground = await startPlayground();
    opened.push(playground.close);
    const { page, problems } = await openPage(browser, playground.url, 'member');
    expect(new URL(page.url()).searchParams.get('key')).toBeNull();
    await page.reload();
    await page.locator('[data-connection="open"]').waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(problems).toEqual([]);
  });

  test('a playground that comes back is found again, without reloading', async () => {
    const key = 'the-same-key-at-every-start';
    const first = await startPlayground({ key });
    const { page, message, messages } = await openPage(browser, first.url, 'member');
    await message.fill('before');
    await message.press('Enter');
    await messages.filter({ hasText: 'before' }).waitFor();
    await first.close();
    await page.getByText('Connection to the playground lost').waitFor();
    await message.fill('meanwhile');
    await message.press('Enter');
    await page.getByText('Not connected to the playground just now').waitFor();
    expect(await message.inputValue()).toBe('meanwhile');
    const second = await startPlayground({ key, port: Number(new URL(first.url).port) });
    opened.push(second.close);
    await page.getByText('Connection to the playground lost').waitFor({ state: 'detached' });
    await messages.filter({ hasText: 'before' }).waitFor({ state: 'detached' });
    await message.press('Enter');
    await messages.filter({ hasText: 'meanwhile' }).waitFor();
  });

  test('one that was started again with another key asks for its new address', async () => {
    const first = await startPlayground();
    const { page, message, messages } = await openPage(browser, first.url, 'member');
    await first.close();
    await page.getByText('Connection to the playground lost').waitFor();
    const second = await startPlayground({ port: Number(new URL(first.url).port) });
    opened.push(second.close);
    await page.getByText('started again with a new key').waitFor();
    await page.goto(second.url);
    await page.locator('[data-connection="open"]').waitFor();
    await message.fill('afterwards');
    await message.press('Enter');
    await messages.filter({ hasText: 'afterwards' }).waitFor();
  });
});
