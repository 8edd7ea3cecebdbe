/**
 * How: a person in the playground describes, shortens, blends and animates with the studio; the messages,
 * modals and pictures are looked at as the channel shows them.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colourPng } from '#test/fixtures/app-context.ts';
import { openOpenapiCheck } from '#test/fixtures/discord-openapi-check.ts';
import { buttonRowsOf, type LiveBot, pictureOf, startLiveBot } from '#test/fixtures/live-bot.ts';

const openapi = openOpenapiCheck();
let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot();
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const file = async (colour: string) => ({
  name: 'picture.png',
  contentType: 'image/png',
  bytes: await colourPng(colour, 64),
});

/** The next message that answers that one and whose embed fits. */
const wordsAfter = (progress: APIMessage): Promise<APIMessage> =>
  live.playground.messages.until(
    (message) =>
      message.message_reference?.message_id === progress.id && (message.embeds.length ?? 0) > 0,
    { timeoutMs: 60_000, what: 'words' },
  );

const replyTo = (source: APIMessage): Promise<APIMessage> =>
  live.final(channel(), (message) => message.message_reference?.message_id === source.id);

/** Resolves once that button alone is blue. */
const isBlue = (message: APIMessage, emoji: string) =>
  live.playground.until(() => {
    const shown = live.playground.messages.all(channel()).find(({ id }) => id === message.id);
    const blue = (shown?.components ?? []).flatMap((row) =>
      row.type === 1
        ? row.components.flatMap((button) =>
            'style' in button && button.style === 1 && 'emoji' in button
              ? [button.emoji?.name]
              : [],
          )
        : [],
    );
    return blue.join() === emoji;
  });

describe('describe', () => {
  async function described() {
    const act = await member().command(channel(), 'describe', { image: await file('#1030c0') });
    return wordsAfter(await act.reply());
  }

  it('shows the picture with four prompts, numbers, 🔄 and Imagine all', async () => {
    const message = await described();
    expect(message.content).toBe(`Image described by <@${member().id}> (fast)`);
    expect(message.embeds[0]?.description).toMatch(/^1️⃣ .*blue.*--ar 1:1\n\n2️⃣ .*\n\n3️⃣ .*\n\n4️⃣ /);
    const url = message.embeds[0]?.image?.url ?? '';
    const shown = Buffer.from(await (await fetch(url)).arrayBuffer());
    const { dominant } = await sharp(shown).stats();
    expect(dominant.b).toBeGreaterThan(dominant.r + 60);
    expect(buttonRowsOf(message)).toEqual([['1️⃣', '2️⃣', '3️⃣', '4️⃣', '🔄'], ['Imagine all']]);
  });

  it('2️⃣ opens a modal with that prompt; closing it costs nothing, sending it starts the job', async () => {
    const message = await described();
    const second = /2️⃣ (.*)/.exec(message.embeds[0]?.description ?? '')?.[1] ?? '?';
    const before = await member().command(channel(), 'credits');
    const abandoned = await member().press(message, { emoji: '2️⃣' });
    expect(abandoned.modal()?.title).toBe('Imagine This!');
    const after = await member().command(channel(), 'credits');
    const available = (embeds: readonly { readonly description?: string }[]) =>
      /\*\*Available\*\*: (.*)/.exec(embeds[0]?.description ?? '')?.[1];
    expect(available((await after.reply()).embeds)).toBe(available((await before.reply()).embeds));
    const opened = await member().press(message, { emoji: '2️⃣' });
    const modal = JSON.stringify(opened.modal());
    expect(modal).toContain(second.replaceAll('\\', ''));
    const sent = await member().submitModal(opened, { prompt: `${second} --no birds` });
    const progress = await sent.reply();
    expect(progress.content).toContain('--no birds');
    const grid = await replyTo(message);
    expect(buttonRowsOf(grid)[0]).toEqual(['U1', 'U2', 'U3', 'U4', '🔄']);
    await isBlue(message, '2️⃣');
  });

  it('🔄 describes the same picture again', async () => {
    const message = await described();
    const act = await member().press(message, { emoji: '🔄' });
    expect((await act.reply()).content).toMatch(/^Describing the image - <@\d+>/);
    const again = await live.playground.messages.until(
      (each) => each.message_reference?.message_id === message.id && each.embeds.length > 0,
      { timeoutMs: 60_000 },
    );
    expect(again.embeds[0]?.description).toBe(message.embeds[0]?.description);
  });

  it('Imagine all states its price, and starts four jobs after Yes', async () => {
    const message = await described();
    const asked = await member().press(message, { label: 'Imagine all' });
    const question = await asked.reply();
    expect(question.flags).toBe(64);
    expect(question.embeds[0]?.description).toMatch(
      /^This will start \*\*4 jobs\*\* for \*\*32 credits\*\* of this server\.\nThe server has [\d,]+ credits\.$/,
    );
    const known = new Set(live.finals(channel()).map(({ id }) => id));
    await member().press(question, { label: 'Yes' });
    await live.playground.until(
      () => live.finals(channel()).filter(({ id }) => !known.has(id)).length === 4,
      { timeoutMs: 90_000 },
    );
    const grids = live.finals(channel()).filter(({ id }) => !known.has(id));
    expect(new Set(grids.map(({ content }) => content)).size).toBe(4);
  }, 120_000);

  it.each([
    ['without a picture', {}, 'Invalid image'],
    ['with a link that leads inside', { link: 'http://127.0.0.1:9/a.png' }, 'Invalid link'],
    ['with a link that is none', { link: 'a picture of mine' }, 'Invalid link'],
    [
      'with a file that is no picture',
      {
        image: { name: 'a.png', contentType: 'image/png', bytes: Buffer.from('<svg/>'.repeat(40)) },
      },
      'Invalid image',
    ],
  ] as const)('%s is refused to the person alone', async (_what, options, title) => {
    const act = await member().command(channel(), 'describe', options);
    const reply = await act.reply();
    expect(reply.flags).toBe(64);
    expect(reply.embeds[0]?.title).toBe(title);
  });
});

describe('shorten', () => {
  it('shows which words matter and shorter prompts, with details on demand', async () => {
    const prompt = 'a very old lighthouse on a rocky island in thick fog --ar 3:2';
    const act = await member().command(channel(), 'shorten', { prompt });
    const message = await wordsAfter(await act.reply());
    expect(message.embeds[0]?.description).toMatch(
      /^## Important tokens\n.*\*\*lighthouse\*\*.*\n## Shortened prompts\n1️⃣ old lighthouse rocky island thick fog --ar 3:2/s,
    );
    expect(buttonRowsOf(message).at(-1)).toEqual(['Show Details']);
    const details = await (await member().press(message, { label: 'Show Details' })).reply();
    expect(details.flags).toBe(64);
    expect(details.embeds[0]?.description).toMatch(/lighthouse \(0\.\d\d\) █+/);
    const opened = await member().press(message, { emoji: '1️⃣' });
    await member().submitModal(opened, { prompt: 'old lighthouse --ar 3:2' });
    expect((await replyTo(message)).content).toBe(
      `**old lighthouse --ar 3:2** - <@${member().id}> (fast)`,
    );
  });
});

describe('blend', () => {
  it('makes a grid of the given shape from the pictures', async () => {
    const act = await member().command(channel(), 'blend', {
      image1: await file('#c01010'),
      image2: await file('#1010c0'),
      dimensions: '--ar 3:2',
    });
    const progress = await act.reply();
    const grid = await replyTo(progress);
    expect(grid.content).toMatch(
      /^\*\*\[image 1\]\(<http\S+picture\.png>\) \[image 2\]\(<http\S+picture\.png>\) --ar 3:2\*\* - <@/,
    );
    expect(buttonRowsOf(grid)).toEqual([
      ['U1', 'U2', 'U3', 'U4', '🔄'],
      ['V1', 'V2', 'V3', 'V4'],
    ]);
    const { width, height } = await sharp(await pictureOf(grid)).metadata();
    expect([width, height]).toEqual([2688, 1792]);
  });
});

describe('edit', () => {
  /** Black on the left, white on the right, half as high as wide. */
  const given = async () => {
    const white = { create: { width: 120, height: 120, channels: 3, background: '#fff' } } as const;
    const bytes = await sharp({ create: { ...white.create, width: 240, background: '#000' } })
      .composite([{ input: await sharp(white).png().toBuffer(), left: 120, top: 0 }])
      .png()
      .toBuffer();
    return { name: 'given.png', contentType: 'image/png', bytes };
  };

  it.each([
    ['edit', 'Edited'],
    ['retexture', 'Retextured'],
  ])('/%s makes a grid of the picture’s shape that follows it', async (command, verb) => {
    const act = await member().command(channel(), command, {
      image: await given(),
      prompt: 'a lighthouse at sunset',
    });
    const grid = await replyTo(await act.reply());
    expect(grid.content).toMatch(
      new RegExp(
        `^\\*\\*\\[image 1\\]\\(<http\\S+given\\.png>\\) a lighthouse at sunset --ar 2:1\\*\\* - ${verb} by <@\\d+> \\(fast\\)$`,
      ),
    );
    expect(buttonRowsOf(grid)).toEqual([
      ['U1', 'U2', 'U3', 'U4', '🔄'],
      ['V1', 'V2', 'V3', 'V4'],
    ]);
    const whole = await pictureOf(grid);
    const { width, height } = await sharp(whole).metadata();
    expect(width / height).toBeCloseTo(2, 1);
    const light = async (left: number) => {
      const part = { left, top: 0, width: Math.floor(width / 4), height };
      const { channels } = await sharp(await sharp(whole).extract(part).toBuffer()).stats();
      return channels.reduce((sum, { mean }) => sum + mean / channels.length, 0);
    };
    expect(await light(Math.floor(width / 4))).toBeGreaterThan((await light(0)) + 80);
    await member().press(grid, { emoji: '🔄' });
    const again = await replyTo(grid);
    expect(again.content).toContain('a lighthouse at sunset --ar 2:1');
  });

  it.each([
    ['without a picture', { prompt: 'in winter' }, 'Invalid image', /Add a file or a link/],
    [
      'with a link that leads inside',
      { prompt: 'in winter', link: 'http://127.0.0.1:9/a.png' },
      'Invalid link',
      /cannot be reached from outside/,
    ],
    ['without words', { prompt: '--ar 3:2' }, 'Empty prompt', /should become/],
    [
      'with links among the words',
      { prompt: 'https://a.example/b.png in winter' },
      'Invalid prompt',
      /given separately/,
    ],
    ['with choices', { prompt: 'in {winter,spring}' }, 'Invalid prompt', /one job at a time/],
    ['with --repeat', { prompt: 'in winter --repeat 3' }, 'Invalid prompt', /one job at a time/],
    ['with a bad parameter', { prompt: 'in winter --stylize no' }, 'Invalid parameter', /stylize/],
  ] as const)('%s is refused to the person alone', async (_what, options, title, words) => {
    const image =
      'link' in options || _what === 'without a picture' ? {} : { image: await given() };
    const act = await member().command(channel(), 'edit', { ...options, ...image });
    const reply = await act.reply();
    expect(reply.flags).toBe(64);
    expect(reply.embeds[0]?.title).toBe(title);
    expect(reply.embeds[0]?.description).toMatch(words);
  });
});

/** Frames that look alike are stored as one that lasts longer: the time is what is promised. */
async function videoOf(message: APIMessage) {
  const { delay = [], pages = 0 } = await sharp(await pictureOf(message), {
    animated: true,
  }).metadata();
  return { pages, lastsMs: delay.reduce((sum, ms) => sum + ms, 0) };
}

describe('videos', () => {
  it('animate a picture, are taken out, extended and made again', async () => {
    const imagined = await member().command(channel(), 'imagine', { prompt: 'a lighthouse' });
    const grid = await replyTo(await imagined.reply());
    await member().press(grid, { label: 'U1' });
    const single = await replyTo(grid);
    const act = await member().press(single, { label: 'Animate (Low motion)' });
    const first = await act.reply();
    expect(first.content).toMatch(
      /^Animating\.\.\.|^Creating video with prompt \*\*a lighthouse --motion low/,
    );
    const videos = await replyTo(single);
    expect(videos.content).toMatch(
      /^\*\*a lighthouse --motion low --video 1 --aspect 1:1\*\* - <@\d+> \(fast\)$/,
    );
    expect(
      videos.attachments.map(({ filename }) => /_(\d)_[0-9a-z]{16}\.webp$/.exec(filename)?.[1]),
    ).toEqual(['1', '2', '3', '4']);
    expect(buttonRowsOf(videos)).toEqual([['U1', 'U2', 'U3', 'U4', '🔄']]);
    const short = await videoOf(videos);
    expect(short.pages).toBeGreaterThan(12);
    await member().press(videos, { label: 'U3' });
    const taken = await replyTo(videos);
    expect(taken.content).toBe(`**a lighthouse** - Video #3 <@${member().id}>`);
    expect(buttonRowsOf(taken)).toEqual([['Extend (High motion)', 'Extend (Low motion)']]);
    await member().press(taken, { label: 'Extend (High motion)' });
    const longer = await replyTo(taken);
    const long = await videoOf(longer);
    expect(long.lastsMs / short.lastsMs).toBeCloseTo(2, 1);
    expect(long.pages).toBeGreaterThan(short.pages);
    const known = live.finals(channel()).length;
    await member().press(videos, { emoji: '🔄' });
    await live.playground.until(() => live.finals(channel()).length > known, {
      timeoutMs: 60_000,
    });
    const again = live.finals(channel()).at(-1);
    expect(again?.content).toBe(videos.content);
    expect(again?.attachments).toHaveLength(4);
  }, 180_000);
});

it('spoke with Discord by its rules', () => {
  const { traffic } = live.playground;
  expect(traffic.unknownRoutes()).toEqual([]);
  expect(traffic.all().filter(({ status }) => status === 400)).toEqual([]);
  expect(openapi?.(traffic.all()) ?? []).toEqual([]);
});
