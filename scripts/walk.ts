/**
 * `node scripts/walk.ts [folder] [part...]`: presses everything on the playground's page in Chromium and saves a
 * picture of every resulting message for manual inspection. Needs Chromium, or CHROME_PATH. It only asserts that each
 * press is answered.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { colourPng } from '#test/fixtures/app-context.ts';
import { launchBrowser } from '#test/fixtures/chromium.ts';
import { startLiveBot } from '#test/fixtures/live-bot.ts';
import { openPage } from '#test/fixtures/open-page.ts';
import { createPageWalk } from '#test/fixtures/page-walk.ts';

const FOLDER = resolve(process.argv[2] ?? 'walk');

mkdirSync(FOLDER, { recursive: true });
const live = await startLiveBot({
  environment: { STUDIO_SECONDS: process.env.STUDIO_SECONDS ?? '1', MONTHLY_CREDITS: '9000' },
});
const browser = await launchBrowser();
const opened = await openPage(browser, live.playground.url, live.playground.person('owner').id, {
  viewport: { width: 980, height: 1500 },
  colorScheme: 'dark',
});
const { page, message } = opened;
const { after, shot, type, button, told, pressed, submitted, app } = createPageWalk(opened, FOLDER);

const file = async (colour: string) => ({
  name: `${colour.slice(1)}.png`,
  mimeType: 'image/png',
  buffer: await colourPng(colour, 96),
});

const PARTS: { readonly [part: string]: () => Promise<void> } = {
  buttons: async () => {
    await told('help', '/help');
    await told('info-empty', '/info');
    await told('settings', '/settings');
    const grid = await told('grid', '/imagine prompt: a lighthouse in fog --ar 3:2', /fast/);
    await pressed('reroll', grid, '🔄', /fast/);
    await pressed('variation', grid, 'V2', /Variations/);
    const solo = await pressed('solo', grid, 'U2', /Image #2/);
    await shot('grid-pressed', grid);
    await pressed('zoom-2x', solo, 'Zoom Out 2x', /Zoom/);
    await pressed('zoom-1.5x', solo, 'Zoom Out 1.5x', /Zoom/);
    await submitted('zoom-custom', solo, 'Custom Zoom');
    await pressed('square', solo, 'Make Square', /Zoom/);
    const panned = await pressed('pan-left', solo, '⬅️', /Pan/);
    await pressed('pan-right', solo, '➡️', /Pan/);
    await pressed('pan-up', solo, '⬆️', /Pan/);
    await pressed('pan-down', solo, '⬇️', /Pan/);
    await pressed('pan-solo', panned, 'U1', /Image #1/);
    await pressed('vary-subtle', solo, 'Vary (Subtle)', /Variations/);
    await pressed('vary-strong', solo, 'Vary (Strong)', /Variations/);
    const region = await pressed('region-question', solo, 'Vary (Region)', /Vary/);
    await button(region, '⏺️');
    await shot('region-chosen', region);
    await pressed('region', region, 'Repaint', /Variations/);
    const upscaled = await pressed('upscaled-subtle', solo, 'Upscale (Subtle)', /Upscaled/);
    await pressed('upscaled-creative', solo, 'Upscale (Creative)', /Upscaled/);
    await pressed('upscaled-redo', upscaled, 'Redo Upscale (Subtle)', /Upscaled/);
    const videos = await pressed('animate-high', solo, 'Animate (High motion)', /video/);
    await pressed('animate-low', solo, 'Animate (Low motion)', /video/);
    const video = await pressed('video', videos, 'U1', /Video #1/);
    await pressed('extended', video, 'Extend (Low motion)', /video/);
    await pressed('videos-again', videos, '🔄', /video/);
    await shot('solo-pressed', solo);
  },
  remix: async () => {
    const grid = await after(() => type('/imagine prompt: a lighthouse in fog --ar 3:2'), /fast/);
    const solo = await after(() => button(grid, 'U2'), /Image #2/);
    await told('remix-on', '/prefer remix');
    const remixed = await submitted('remix', grid, 'V3', 'a lighthouse in a storm --ar 3:2');
    await submitted('remix-pan', solo, '⬅️', 'a lighthouse and a boat --ar 3:2');
    await submitted('remix-reroll', remixed, '🔄', 'a tower in a storm --ar 3:2');
    await submitted('remix-reroll-imagine', grid, '🔄', 'a tower in fog --ar 1:1');
    await shot('grid-remixed', grid);
    await told('remix-off', '/prefer remix');
  },
  words: async () => {
    await message.click();
    await message.pressSequentially('/describe ');
    await page.keyboard.type('image:');
    await page.getByLabel('image', { exact: true }).setInputFiles(await file('#1030c0'));
    const described = await after(() => page.keyboard.press('Enter'), /1️⃣|fast/);
    await shot('described', described);
    await submitted('described-imagine', described, '2️⃣');
    const all = await pressed('described-all', described, 'Imagine all');
    await pressed('described-all-yes', all, 'Yes', /fast/);
    const short = await told(
      'shorten',
      '/shorten prompt: a very large and beautiful red fox, sitting in deep white snow, morning light, award winning photograph',
      /Important/,
    );
    await submitted('shorten-imagine', short, '1️⃣');
    await pressed('shorten-details', short, 'Show Details');
  },
  blend: async () => {
    await message.click();
    await message.pressSequentially('/blend ');
    await page.getByLabel('image1').setInputFiles(await file('#c02020'));
    await page.getByLabel('image2').setInputFiles(await file('#20c020'));
    await page.getByRole('textbox', { name: 'Add an option' }).pressSequentially('dim');
    await page.keyboard.press('Tab');
    await page.getByRole('option', { name: 'Landscape' }).click();
    await shot('blend-form');
    await shot('blend', await after(() => page.keyboard.press('Enter'), /fast/));
    await message.click();
    await message.pressSequentially('/imagine prompt: a boat sails --video --motion high');
    await page.getByRole('textbox', { name: 'Add an option' }).pressSequentially('image1');
    await page.keyboard.press('Tab');
    await page.getByLabel('image1').setInputFiles(await file('#2040c0'));
    await shot('video-form');
    await shot('video-of-a-file', await after(() => page.keyboard.press('Enter'), /video/));
    await told('video-refused', '/imagine prompt: a boat sails --video');
  },
  batch: async () => {
    const batch = await told('batch', '/imagine prompt: a {red,blue} {fox,owl} --repeat 2');
    await pressed('batch-no', batch, 'No', /Nothing/).catch(() => shot('batch-no', batch));
    const yes = await told('batch-yes', '/imagine prompt: a {red,blue} fox');
    await pressed('batch-started', yes, 'Yes', /fast/);
    await shot('batch-after', yes);
  },
  told: async () => {
    const grid = await after(() => type('/imagine prompt: a lighthouse in fog --ar 3:2'), /fast/);
    const solo = await after(() => button(grid, 'U2'), /Image #2/);
    for (const [name, command] of [
      ['refused-unknown', '/imagine prompt: a fox --styleize 250'],
      ['refused-range', '/imagine prompt: a fox --stylize 2000'],
      ['refused-version', '/imagine prompt: a fox --v 7 --stop 80'],
      ['refused-sw', '/imagine prompt: a fox --sw 100'],
      ['refused-multi', '/imagine prompt: fox:: snow::2'],
      ['refused-empty', '/imagine prompt: --ar 3:2'],
      ['refused-image', '/imagine prompt: https://example.com/a.png --v 7'],
      ['refused-image-and-text', '/imagine prompt: https://example.com/a.png a fox'],
      ['refused-batch', '/imagine prompt: a {a,b,c,d,e,f,g,h} {a,b,c,d,e,f,g,h} fox'],
      ['refused-relax-batch', '/imagine prompt: a {a,b} fox --relax'],
      ['refused-suffix', '/prefer suffix new_value: a fox'],
      ['refused-show', '/show job_id: 0000000000000000'],
      ['fast', '/fast'],
      ['relax', '/relax'],
      ['turbo', '/turbo'],
      ['stealth', '/stealth'],
      ['public', '/public'],
      ['variability', '/prefer variability'],
      ['suffix', '/prefer suffix new_value: --stylize 250 --ar 16:9'],
      ['option', '/prefer option set option: mine value: --chaos 20'],
      ['options', '/prefer option list'],
      ['settings-changed', '/settings'],
      ['credits', '/credits '],

      ['quota', '/quota show'],
      ['usage', '/usage '],
      ['price', '/credits price: a fox --v 7 --turbo'],
      ['history', '/credits history: 1'],
      ['vendors', '/vendors'],
      ['info', '/info'],
    ] as const) {
      await told(name, command).catch((error: unknown) =>
        process.stdout.write(`${name}: ${String(error)}\n`),
      );
    }
    await type('/fast');
    await told('suffixed', '/imagine prompt: a fox --mine', /turbo|fast|relax/);
    await type('/stealth');
    await told('stealthy', '/imagine prompt: a secret fox', /a secret fox/);
    await type('/public');
    const jobId = await solo.getByRole('img').last().getAttribute('alt');
    process.stdout.write(`${jobId}\n`);
  },
  later: async () => {
    const grid = await after(() => type('/imagine prompt: a lighthouse in fog --ar 3:2'), /fast/);
    const solo = await after(() => button(grid, 'U2'), /Image #2/);
    await pressed('heart', solo, '❤️');
    await shot('heart-pressed', solo);
    await app('report', solo, 'Report Job');
    const varied = await after(() => button(grid, 'V2'), /Variations/);
    await told('info-after', '/info');
    await message.click();
    await message.pressSequentially('/tree job_id: ');
    await page.getByRole('option').first().click();
    await shot('tree-form');
    await shot('tree', await after(() => page.keyboard.press('Enter'), /lighthouse/));
    await app('dm-grid', varied, 'DM Results');
    await page.getByRole('button', { name: 'Direct messages' }).click();
    await page.waitForTimeout(1_500);
    await shot('direct-messages');
    await page.getByRole('button', { name: 'Harbour Lights' }).click();
    await message.click();
    await message.pressSequentially('/edit prompt: a boat at night');
    await page.getByRole('textbox', { name: 'Add an option' }).pressSequentially('image');
    await page.keyboard.press('Tab');
    await page.getByLabel('image', { exact: true }).setInputFiles(await file('#c08020'));
    await shot('edit', await after(() => page.keyboard.press('Enter'), /fast/));
  },
  queue: async () => {
    const grid = await after(() => type('/imagine prompt: a lighthouse in fog --ar 3:2'), /fast/);
    const solo = await after(() => button(grid, 'U2'), /Image #2/);
    for (let count = 0; count < 15; count++) await type(`/imagine prompt: fox number ${count}`);
    await page.waitForTimeout(1_000);
    await shot('queue');
    await app('cancel-finished', grid, 'Cancel Job');
    await app('dm', solo, 'DM Results');
    await shot('end');
  },
};

const wanted = process.argv.slice(3);
for (const [name, walk] of Object.entries(PARTS)) {
  if (wanted.length === 0 || wanted.includes(name)) await walk();
}
process.stdout.write(opened.problems.join('\n'));
await browser.close();
await live.close();
