/** How: pictures are attached to `/imagine` in the playground; the family of what came of it is drawn. */
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const png = (background: string) =>
  sharp({ create: { width: 320, height: 200, channels: 3, background } })
    .png()
    .toBuffer();

beforeAll(async () => {
  live = await startLiveBot();
}, 120_000);
afterAll(async () => {
  await live?.close();
});

it('an attached picture and style are part of the prompt, and /tree shows what came of it', async () => {
  const act = await member().command(channel(), 'imagine', {
    prompt: 'a fox --v 7',
    image1: { name: 'fox.png', contentType: 'image/png', bytes: await png('#d1603d') },
    style_reference: { name: 'style.png', contentType: 'image/png', bytes: await png('#4e79d8') },
  });
  const progress = await act.reply();
  const grid = await live.final(
    channel(),
    ({ message_reference }) => message_reference?.message_id === progress.id,
  );
  expect(grid.content).toMatch(
    /^\*\*\[image 1\]\(<http[^>?]+fox\.png>\) a fox --v 7\.0 --sref \[image 2\]\(<http[^>?]+style\.png>\)\*\*/,
  );
  await member().press(grid, { label: 'U1' });
  const single = await live.final(
    channel(),
    ({ message_reference }) => message_reference?.message_id === grid.id,
  );
  const jobId = /f1\.([0-9a-z]{16})\./.exec(JSON.stringify(single.components))?.[1] ?? '';
  const asked = await member().command(channel(), 'tree', { job_id: jobId });
  const tree = await asked.reply();
  expect(tree.flags).toBe(64);
  expect(tree.embeds[0]?.description).toMatch(/^1 · Imagine · .*\n\*\*2 · U1 ← 1 · /);
  const shown = await fetch(tree.embeds[0]?.image?.url ?? '');
  const picture = Buffer.from(await shown.arrayBuffer());
  if (process.env.SCREENSHOTS !== undefined)
    await sharp(picture).toFile(`${process.env.SCREENSHOTS}/tree.png`);
  expect((await sharp(picture).metadata()).format).toBe('png');
}, 120_000);

it('a file that is no picture is refused to the person alone', async () => {
  const act = await member().command(channel(), 'imagine', {
    prompt: 'a fox',
    image2: {
      name: 'notes.png',
      contentType: 'image/png',
      bytes: Buffer.from('no picture at all'),
    },
  });
  const refusal = await act.reply();
  expect(refusal.flags).toBe(64);
  expect(refusal.embeds[0]?.title).toBe('Invalid image');
  expect(refusal.embeds[0]?.description).toContain('Image 2 could not be read');
}, 60_000);
