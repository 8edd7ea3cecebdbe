/**
 * `npm run pictures`: walks the playground in Chromium and writes the README's pictures to
 * `docs/pictures`. Needs Chromium, or CHROME_PATH.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { launchBrowser } from '#test/fixtures/chromium.ts';
import { startLiveBot } from '#test/fixtures/live-bot.ts';
import { openPage } from '#test/fixtures/open-page.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures');
const BYTES_MAX = 400_000;
const WAIT_MS = 60_000;

mkdirSync(FOLDER, { recursive: true });
const live = await startLiveBot({ environment: { STUDIO_SECONDS: '4' } });
const browser = await launchBrowser();
const { page, message, messages } = await openPage(
  browser,
  live.playground.url,
  live.playground.person('owner').id,
  { viewport: { width: 900, height: 800 }, colorScheme: 'dark' },
);

/** Waits until every picture on the screen is loaded and drawn. */
async function drawn(): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    'Array.from(document.images).every((image) => image.complete && image.naturalWidth > 0)',
  );
  // Loaded pictures may not be drawn yet: decoding is asynchronous.
  await page.evaluate(
    'Promise.all(Array.from(document.images, (image) => image.decode())).then(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))',
  );
}

async function save(name: string): Promise<void> {
  await drawn();
  const path = join(FOLDER, `${name}.png`);
  const picture = await page.screenshot();
  // A palette keeps screenshots small.
  await sharp(picture).png({ palette: true, quality: 90, effort: 9 }).toFile(path);
  const { size } = statSync(path);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} KB\n`);
  if (size > BYTES_MAX) throw new Error(`${name}.png is larger than ${BYTES_MAX} bytes`);
}

async function type(text: string): Promise<void> {
  await message.click();
  await message.pressSequentially(text);
  await page.keyboard.press('Enter');
}

const withButton = (text: string | RegExp, button: string) =>
  messages
    .filter({ hasText: text })
    .filter({ has: page.getByRole('button', { name: button, exact: true }) })
    .last();

async function settled(text: string | RegExp, button: string) {
  const found = withButton(text, button);
  await found.waitFor({ timeout: WAIT_MS });
  await found.locator('img[src*="/attachments/"]').last().waitFor({ timeout: WAIT_MS });
  return found;
}

await type('/imagine prompt: a lighthouse in fog --ar 3:2');
await messages
  .filter({ hasText: /\([4-9]\d%\) \(fast\)/ })
  .last()
  .waitFor({ timeout: WAIT_MS });
await save('progress');
const grid = await settled(/@\w+ \(fast\)/, 'U2');
await grid.getByRole('button', { name: 'U2', exact: true }).click();
const solo = await settled('Image #2', 'Zoom Out 2x');
await save('solo');
await grid.scrollIntoViewIfNeeded();
await page.mouse.move(0, 0);
await save('grid');
await solo.getByRole('button', { name: 'Zoom Out 2x', exact: true }).click();
await settled('Zoom Out by', 'V1');
await save('zoom');
await type('/imagine prompt: a red fox in snow --styleize 250');
await messages.filter({ hasText: 'Unrecognized parameter' }).last().waitFor({ timeout: WAIT_MS });
await save('refusal');
await browser.close();
await live.close();
