/**
 * How: a picture is painted on the playground, its Vary (Region) link is opened in Chromium, a region is drawn
 * with mouse, finger or keys and submitted; the picture that comes back is compared pixel by pixel.
 */
import type { APIMessage } from 'discord-api-types/v10';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '#system/free-port.ts';
import { chromiumPath, launchBrowser } from '#test/fixtures/chromium.ts';
import {
  buttonRowsOf,
  buttonsInStyle,
  type LiveBot,
  pictureOf,
  startLiveBot,
} from '#test/fixtures/live-bot.ts';

const SHOTS = process.env.SCREENSHOTS;

describe.skipIf(chromiumPath === null)('the region editor', () => {
  let live: LiveBot;
  let browser: Browser;
  let single: APIMessage;
  const problems: string[] = [];
  const member = () => live.playground.person('member');
  const channel = () => live.playground.channelId('lantern-room');
  const replyTo = (source: APIMessage, known: ReadonlySet<string> = new Set()) =>
    live.final(
      channel(),
      (message) => message.message_reference?.message_id === source.id && !known.has(message.id),
    );

  beforeAll(async () => {
    const port = await freePort();
    live = await startLiveBot({
      environment: { PUBLIC_URL: `http://127.0.0.1:${port}`, HTTP_PORT: String(port) },
    });
    browser = await launchBrowser();
    const act = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
    const grid = await replyTo(await act.reply());
    await member().press(grid, { label: 'U1' });
    single = await replyTo(grid);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await live?.close();
  });

  async function link(): Promise<string> {
    const act = await member().press(single, { label: 'Vary (Region)' });
    const message = await act.reply();
    expect(message.flags).toBe(64);
    const json = JSON.stringify(message.components);
    return /"url":"([^"]+)"/.exec(json)?.[1] ?? '';
  }

  async function open(url: string, options = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1000, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().includes('status of 4'))
        problems.push(line.text());
    });
    await page.goto(url);
    return page;
  }

  const surface = async (page: Page) => {
    const canvas = page.getByRole('application', { name: 'Selection' });
    await canvas.waitFor();
    await page.waitForFunction('document.images[0]?.complete');
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('no surface');
    // The picture is square, and is shown so.
    expect(Math.abs(box.width - box.height)).toBeLessThan(1);
    return {
      at: (x: number, y: number) => ({ x: box.x + box.width * x, y: box.y + box.height * y }),
      canvas,
    };
  };

  /** How many pixels of picture 1 differ from the parent, inside and outside a column range. */
  async function differences(grid: APIMessage, isInside: (x: number, y: number) => boolean) {
    await member().press(grid, { label: 'U1' });
    const [after, before] = await Promise.all([pictureOf(await replyTo(grid)), pictureOf(single)]);
    const [one, other] = await Promise.all(
      [before, after].map((bytes) => sharp(bytes).removeAlpha().raw().toBuffer()),
    );
    const counted = { inside: 0, outside: 0 };
    one?.forEach((value, place) => {
      if (value === other?.[place]) return;
      const pixel = Math.floor(place / 3);
      counted[isInside(pixel % 1024, Math.floor(pixel / 1024)) ? 'inside' : 'outside']++;
    });
    return counted;
  }

  async function sendOff(page: Page): Promise<APIMessage> {
    const known = new Set(live.finals(channel()).map(({ id }) => id));
    await page.getByRole('button', { name: 'Repaint' }).click();
    await page.getByText('Sent. Your image is being made').waitFor();
    return replyTo(single, known);
  }

  it('says that the bot is away where something else answers for it', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.route('**/open', (route) =>
      route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
    );
    await page.goto(await link());
    await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor();
  });

  it('repaints what the mouse drew, under remix with other words, and nothing else', async () => {
    await member().command(channel(), 'prefer remix', {});
    const page = await open(await link());
    const { at } = await surface(page);
    await page.getByRole('button', { name: 'Rectangle' }).click();
    await page.mouse.move(at(0.1, 0.1).x, at(0.1, 0.1).y);
    await page.mouse.down();
    await page.mouse.move(at(0.4, 0.9).x, at(0.4, 0.9).y, { steps: 4 });
    await page.mouse.up();
    await page.getByText('24% selected').waitFor();
    await page.getByLabel('Prompt').fill('a red castle at night');
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/region-mouse.png` });
    const shown = () => live.playground.messages.all(channel()).find(({ id }) => id === single.id);
    expect(buttonsInStyle(shown() ?? single, 1)).toEqual([]);
    const grid = await sendOff(page);
    // Nobody pressed anything since: the editor's job alone turns the button green, as other words do.
    await live.playground.until(
      () => buttonsInStyle(shown() ?? single, 3).join() === 'Vary (Region)',
      { what: 'a green Vary (Region)' },
    );
    expect(grid.content).toMatch(
      /^\*\*a red castle at night\*\* - (?:Remix|Variations) \(Region\) by <@/,
    );
    expect(buttonRowsOf(grid)[1]?.slice(0, 4)).toEqual(['V1', 'V2', 'V3', 'V4']);
    const { inside, outside } = await differences(
      grid,
      (x, y) => x >= 101 && x <= 411 && y >= 101 && y <= 923,
    );
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(100_000);
    await member().command(channel(), 'prefer remix', {});
  }, 120_000);

  it('takes a lasso drawn with a finger on a telephone', async () => {
    const phone = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
    const page = await open(await link(), phone);
    const { at } = await surface(page);
    const touch = await page.context().newCDPSession(page);
    const points = [at(0.2, 0.2), at(0.8, 0.2), at(0.8, 0.8), at(0.2, 0.8)];
    await touch.send('Input.dispatchTouchEvent', {
      type: 'touchStart',
      touchPoints: points.slice(0, 1),
    });
    for (const point of points.slice(1)) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByText(/3[5-7]% selected/).waitFor();
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/region-touch.png` });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    const grid = await sendOff(page);
    const { inside, outside } = await differences(
      grid,
      (x, y) => x >= 200 && x <= 824 && y >= 200 && y <= 824,
    );
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(100_000);
  }, 120_000);

  it('works by keys alone, and undoes, redoes, inverts, erases and clears', async () => {
    const page = await open(await link());
    const { canvas } = await surface(page);
    await canvas.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Space');
    const status = page.getByText(/% selected/);
    const share = async () => (await status.textContent()) ?? '';
    await page.getByText('1% selected').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('0% selected').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.getByText('1% selected').waitFor();
    await page.getByRole('button', { name: 'Invert' }).click();
    await page.getByText('99% selected').waitFor();
    await page.getByRole('button', { name: 'Eraser' }).click();
    await canvas.focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('99% selected').waitFor();
    expect(await share()).toBe('99% selected');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('0% selected').waitFor();
    expect(await page.getByRole('button', { name: 'Repaint' }).isDisabled()).toBe(true);
  }, 60_000);

  it('refuses a link in another browser, and one that was used', async () => {
    const url = await link();
    const page = await open(url);
    await surface(page);
    const other = await open(url);
    await other.getByText('opened in another browser').waitFor();
    const { at } = await surface(page);
    await page.getByRole('button', { name: 'Brush' }).click();
    await page.mouse.click(at(0.5, 0.5).x, at(0.5, 0.5).y);
    await sendOff(page);
    await page.goto(url);
    await page.getByText('already been used').waitFor();
    const guessed = await open(url.replace(/[^/]+$/, 'guessed'));
    await guessed.getByText('is not valid').waitFor();
  }, 120_000);

  it('keeps its rules: no foreign script, no frame, and no error in the console', async () => {
    const reply = await fetch(await link());
    const policy = reply.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
    expect(problems).toEqual([]);
  });
});
