/** The page against the real playground and a small real bot: what a newcomer does first. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Playground, startPlayground } from '#playground/start-playground.ts';
import { colourPng } from '#test/fixtures/app-context.ts';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import { openPage } from '#test/fixtures/open-page.ts';
import { startPageBot } from '#test/fixtures/page-bot.ts';

const title = `the playground's page${chromiumPath === null ? ' (skipped: no Chromium found; set CHROME_PATH)' : ''}`;

describe.skipIf(chromiumPath === null)(title, () => {
  let browser: Browser;
  let playground: Playground;
  let bot: Awaited<ReturnType<typeof startPageBot>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    playground = await startPlayground({
      welcome: {
        text: 'It draws pictures.',
        example: '/imagine prompt: a lighthouse in fog --ar 3:2',
      },
    });
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

  /** A grid of the member's, with its buttons, as the place where most tests begin. */
  const openGrid = async (prompt: string) => {
    const opened = await openPage(browser, playground.url, 'member');
    await opened.message.fill(`/imagine prompt: ${prompt}`);
    await opened.message.press('Enter');
    const grid = opened.messages.filter({ hasText: `${prompt} - @Milan (fast)` });
    await grid.waitFor();
    return { ...opened, grid };
  };

  /** A request of the bot's own, beside what it does by itself. */
  const asBot = async (method: string, route: string, body?: object) => {
    const reply = await fetch(`${playground.apiUrl}/v10${route}`, {
      method,
      headers: { authorization: `Bot ${playground.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${method} ${route} answered ${reply.status}`);
    return z
      .object({ id: z.string() })
      .parse(reply.status === 204 ? { id: '' } : await reply.json());
  };

  test('the welcome example fills the message, and Enter brings a picture with buttons', async () => {
    const { page, message, messages, problems } = await openPage(browser, playground.url, 'owner');
    await page.getByRole('button', { name: /imagine prompt: a lighthouse in fog/ }).click();
    expect(await message.inputValue()).toBe('/imagine prompt: a lighthouse in fog --ar 3:2');
    await message.press('Enter');
    const grid = messages.filter({ hasText: 'a lighthouse in fog --ar 3:2 - @Odile (fast)' });
    await grid.getByRole('button', { name: 'U2' }).waitFor();
    expect(await grid.locator('.origin').textContent()).toMatch(/Odile\s*used/);
    expect(await grid.getByText('APP', { exact: true }).isVisible()).toBe(true);
    const picture = grid.getByRole('img', { name: 'grid.png' });
    await expect
      .poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth')))
      .toBe(96);
    expect(problems).toEqual([]);
  });

  test('pressing a button makes the bot answer with a reply to that message', async () => {
    const { messages, grid } = await openGrid('a press');
    await grid.getByRole('button', { name: 'U2' }).click();
    await messages.filter({ hasText: 'Pressed u2' }).waitFor();
    await grid.getByRole('button', { name: '🔄' }).click();
    await messages.filter({ hasText: 'Pressed reroll' }).waitFor();
  });

  test('a press that the bot never answers spins and then says that it failed', async () => {
    const { grid } = await openGrid('a deaf ear');
    const button = grid.getByRole('button', { name: 'Deaf' });
    await button.click();
    await expect.poll(() => button.getAttribute('data-state')).toBe('waiting');
    await grid.getByText('This interaction failed').waitFor();
    expect(await button.getAttribute('data-state')).toBe('failed');
    await grid.getByRole('button', { name: 'Dismiss' }).click();
    expect(await grid.getByText('This interaction failed').count()).toBe(0);
  });

  test('a modal comes filled in, refuses what is too short, and sends what was written', async () => {
    const { page, messages, grid } = await openGrid('a modal');
    await grid.getByRole('button', { name: 'Custom Zoom' }).click();
    const modal = page.getByRole('dialog', { name: 'Zoom Out' });
    const prompt = modal.getByRole('textbox', { name: 'New prompt' });
    expect(await prompt.inputValue()).toBe('a lighthouse --zoom 2');
    await prompt.fill('x');
    await modal.getByRole('button', { name: 'Submit' }).click();
    await modal.getByText('At least 3 characters').waitFor();
    await prompt.fill('a wider sea');
    await modal.getByRole('button', { name: 'Submit' }).click();
    await messages.filter({ hasText: 'Zooming: a wider sea' }).waitFor();
    expect(await modal.count()).toBe(0);
  });

  test('an ephemeral panel is seen by one person, its select works, and it can be dismissed', async () => {
    const other = await openPage(browser, playground.url, 'owner');
    const { page, message, messages } = await openPage(browser, playground.url, 'member');
    await message.fill('/settings');
    await message.press('Enter');
    const panel = messages.filter({ hasText: 'Only you can see this' });
    await panel.getByRole('combobox', { name: 'Version' }).click();
    await page.getByRole('option', { name: 'Niji 7' }).click();
    await panel.getByRole('combobox').filter({ hasText: 'Niji 7' }).waitFor();
    expect(await other.messages.filter({ hasText: 'Adjust your settings' }).count()).toBe(0);
    await panel.getByRole('button', { name: 'Dismiss message' }).click();
    await panel.waitFor({ state: 'detached' });
  });

  test("a right-click offers the bot's commands for the message", async () => {
    const { page, messages, grid } = await openGrid('a menu');
    await grid.getByText('a menu').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Cancel Job' }).click();
    await messages.filter({ hasText: 'Nothing to cancel.' }).waitFor();
  });

  test('a reaction is added from the menu and taken back by pressing it', async () => {
    const { page, grid } = await openGrid('a reaction');
    await grid.getByText('a reaction').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add reaction' }).click();
    await page
      .getByRole('dialog', { name: 'Add reaction' })
      .getByRole('button', { name: '❤️' })
      .click();
    const reaction = grid.getByRole('button', { name: '❤️, 1 reaction' });
    await reaction.click();
    await reaction.waitFor({ state: 'detached' });
  });

  test('a picture opens large, with a link to the original, and Escape closes it', async () => {
    const { page, grid } = await openGrid('a large picture');
    await grid.getByRole('button', { name: 'Enlarge grid.png' }).click();
    const lightbox = page.getByRole('dialog', { name: 'Picture grid.png' });
    const original = await lightbox
      .getByRole('link', { name: 'Open original' })
      .getAttribute('href');
    expect(original).toContain('/attachments/');
    await page.keyboard.press('Escape');
    await lightbox.waitFor({ state: 'detached' });
  });

  test('a picture named as a spoiler is hidden until it is pressed', async () => {
    const { page, messages } = await openPage(browser, playground.url, 'member');
    const bytes = await colourPng('#1030c0', 64);
    const file = { filename: 'SPOILER_end.png', contentType: 'image/png', bytes };
    const channelId = playground.channelId('lantern-room');
    playground.person('owner').send(channelId, 'how it ends', [file]);
    const message = messages.filter({ hasText: 'how it ends' });
    const hidden = message.getByRole('button', { name: 'Spoiler, press to show' });
    await hidden.click();
    await hidden.waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await message.getByRole('button', { name: 'Enlarge SPOILER_end.png' }).click();
    await page.getByRole('dialog', { name: 'Picture SPOILER_end.png' }).waitFor();
  });

  test('switching the person changes what can be seen', async () => {
    const { page } = await openPage(browser, playground.url, 'owner');
    await page.getByRole('button', { name: 'Harbour Lights' }).waitFor();
    await page.getByRole('button', { name: /Acting as Odile/ }).click();
    await page.getByRole('menuitemradio', { name: /Suri/ }).click();
    await page.getByRole('button', { name: /Acting as Suri/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Harbour Lights' }).count()).toBe(0);
    await page.getByRole('heading', { name: 'folding-table', exact: true }).waitFor();
  });

  test('what others write appears at once, and being scrolled up is respected', async () => {
    const { page, message, messages } = await openGrid('a long talk');
    const person = playground.person('owner');
    const channelId = playground.channelId('lantern-room');
    for (const line of Array.from({ length: 30 }, (_, index) => `line ${index}`)) {
      person.send(channelId, line);
    }
    await messages.filter({ hasText: 'line 29' }).waitFor();
    expect(await page.getByRole('button', { name: /Jump to present/ }).count()).toBe(0);
    await messages.first().scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Jump to present ↓' }).waitFor();
    person.send(channelId, 'news from below');
    // Progress that its result replaces: what is gone was not missed.
    const { id } = await asBot('POST', `/channels/${channelId}/messages`, { content: '(0%)' });
    await page.getByRole('button', { name: '2 new · Jump to present ↓' }).waitFor();
    await asBot('DELETE', `/channels/${channelId}/messages/${id}`);
    await page.getByRole('button', { name: '1 new · Jump to present ↓' }).click();
    const jump = page.getByRole('button', { name: /Jump to present/ });
    await jump.waitFor({ state: 'detached' });
    await messages.first().scrollIntoViewIfNeeded();
    await jump.waitFor();
    await message.fill('and back at the end by writing');
    await message.press('Enter');
    await jump.waitFor({ state: 'detached' });
  });

  test('the tips of an empty channel stay reachable from a full one', async () => {
    const { page, message, problems } = await openGrid('a fox');
    const tips = page.getByRole('region', { name: 'Playground tips' });
    expect(await tips.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Playground tips' }).click();
    await tips.getByText('to see every command').waitFor();
    await tips.getByRole('button', { name: /a lighthouse in fog/ }).click();
    await tips.waitFor({ state: 'hidden' });
    await expect
      .poll(() => message.inputValue())
      .toBe('/imagine prompt: a lighthouse in fog --ar 3:2');
    expect(problems).toEqual([]);
  });
});
