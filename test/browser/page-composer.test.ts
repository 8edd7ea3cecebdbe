/** Typing and picking commands on the page, against the real playground and a small real bot. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import { openPage } from '#test/fixtures/open-page.ts';
import { startPageBot } from '#test/fixtures/page-bot.ts';

const title = `writing on the playground's page${chromiumPath === null ? ' (skipped: no Chromium found; set CHROME_PATH)' : ''}`;

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

  const open = () => openPage(browser, playground.url, 'member');

  test('a slash lists every command; letters narrow it, arrows and Tab pick', async () => {
    const { page, message } = await open();
    await message.press('/');
    const rows = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
    expect(await rows.count()).toBe(5);
    await message.pressSequentially('s');
    expect(await rows.allTextContents()).toEqual([
      expect.stringContaining('/settings'),
      expect.stringContaining('/silence'),
    ]);
    await message.press('ArrowDown');
    await message.press('Tab');
    await page.getByRole('group', { name: 'Command /silence' }).waitFor();
    await page.keyboard.press('Escape');
    await message.waitFor();
  });

  test('a command typed letter by letter arrives as it would when picked', async () => {
    const { page, message, messages } = await open();
    await message.pressSequentially('/imagine prompt: a cat --ar 1:1');
    expect(await page.getByRole('textbox', { name: 'prompt' }).inputValue()).toBe('a cat --ar 1:1');
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'a cat --ar 1:1 - @Milan (fast)' }).waitFor();
  });

  test('several options can be typed by name', async () => {
    const { page, message, messages } = await open();
    await message.pressSequentially('/prefer option name: mine value: --hd 2');
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'set mine to --hd 2' }).waitFor();
  });

  test('autocomplete asks the bot and sends what was picked', async () => {
    const { page, message, messages } = await open();
    await message.pressSequentially('/prefer option ');
    await page.keyboard.type('abc');
    await page.getByRole('option', { name: 'own abc' }).click();
    await page.getByRole('textbox', { name: 'Add an option' }).pressSequentially('value: x');
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'set own-abc to x' }).waitFor();
  });

  test('files and choices travel; what is missing is said first', async () => {
    const { page, message, messages } = await open();
    await message.pressSequentially('/blend ');
    await page.getByRole('button', { name: 'Run command' }).click();
    await page.getByText('This option is required.').waitFor();
    const file = { name: 'sea.png', mimeType: 'image/png', buffer: Buffer.from('not looked at') };
    await page.getByLabel('image1').setInputFiles(file);
    await page.getByText('sea.png').waitFor();
    await page.getByRole('textbox', { name: 'Add an option' }).pressSequentially('dim');
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'Landscape' }).click();
    // Looking elsewhere and back opens the list again; what was picked stays picked.
    const dimensions = page.getByRole('textbox', { name: 'dimensions' });
    await dimensions.blur();
    await dimensions.focus();
    await page.getByRole('option', { name: 'Landscape', selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await messages.filter({ hasText: 'sea.png --ar 3:2' }).waitFor();
  });

  test('a command nobody answers says so, to its sender alone', async () => {
    const { page, message } = await open();
    await message.fill('/silence');
    await message.press('Enter');
    await page.locator('.pending-act[data-state="waiting"]').waitFor();
    const failed = page.locator('.pending-act[data-state="failed"]');
    await failed.waitFor();
    expect(await failed.textContent()).toContain('/silence');
    await failed.getByRole('button', { name: 'Dismiss' }).click();
    await failed.waitFor({ state: 'detached' });
  });

  test('plain text is a message, drawn with markdown and never as markup', async () => {
    const { message, messages } = await open();
    await message.fill('**loud** <b>quiet</b> `code`');
    await message.press('Enter');
    const written = messages.filter({ hasText: '<b>quiet</b>' });
    expect(await written.locator('strong').textContent()).toBe('loud');
    expect(await written.locator('b').count()).toBe(0);
    expect(await written.locator('code').textContent()).toBe('code');
  });

  test('arrow keys walk through messages and reach their actions', async () => {
    const { page, message, messages } = await open();
    await message.fill('the first');
    await message.press('Enter');
    await message.fill('the last');
    await message.press('Enter');
    await messages.filter({ hasText: 'the last' }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete message' }).click();
    await messages.filter({ hasText: 'the first' }).waitFor({ state: 'detached' });
  });

  test('on a phone the channels are a drawer', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const { page } = await openPage(browser, playground.url, 'member', phone);
    const gallery = page.getByRole('button', { name: 'gallery' });
    expect(await gallery.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Servers and channels' }).tap();
    await gallery.tap();
    await page.getByRole('heading', { name: 'gallery', exact: true }).waitFor();
    await expect.poll(() => gallery.isVisible()).toBe(false);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(390);
  });
});
