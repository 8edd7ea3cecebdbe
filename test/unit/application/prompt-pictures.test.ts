/** Pictures that come with a prompt: attached or linked, kept, asked for again, and refused. */
import { afterEach, describe, expect, it } from 'vitest';
import type { AppContext } from '#application/app-context.ts';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import type { PromptFile } from '#application/requests/prompt-pictures.ts';
import type { BatchOutcome } from '#application/requests/start-each.ts';
import { createRetention } from '#application/retention/retention.ts';
import { vendorRequest } from '#application/run/vendor-request.ts';
import { echoOf } from '#discord/screens/job-text.ts';
import { rejectionEmbed } from '#discord/screens/render-rejection.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { linksOf, withAttached, withLinks } from '#domain/prompt/links.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { translatorFor } from '#i18n/translator.ts';
import { sharp } from '#images/sharp.ts';
import type { FetchOutcome } from '#ports/fetch-picture.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';

const SIGNED = 'https://cdn.discordapp.com/ephemeral-attachments/1/2/fox.png?ex=1&is=2&hm=abc&';
const DAY_MS = 86_400_000;
const PUBLIC_URL = 'https://bot.example';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const file = (which: PromptFile['which'], url = SIGNED, bytes = 1000): PromptFile => ({
  kind: 'file',
  url,
  bytes,
  which,
});
const image = (number: number, url?: string, bytes?: number) =>
  file({ kind: 'numbered', number }, url, bytes);

async function setup(
  outcomes: { readonly [url: string]: FetchOutcome['kind'] } = {},
  publicUrl?: string,
  bytes?: Uint8Array,
  archive: Partial<AppContext['archive']> = {},
  reads: { readonly commonFormatsOnly?: true } = {},
) {
  const png = bytes ?? (await colourPng('#ff0000'));
  const fetched: string[] = [];
  const world = await setupContext({
    ...(publicUrl === undefined ? {} : { publicUrl }),
    vendor: {
      capabilities: {
        actions: { imagine: {}, vary: { rewrites: true }, reroll: { rewrites: true } },
        speeds: ['fast'],
        promptCharactersMax: 2000,
        imagePrompts: true,
        parameters: 'all',
        ...reads,
      },
    },
    fetchPicture: async (url) => {
      fetched.push(url);
      const kind = outcomes[url] ?? 'fetched';
      return kind === 'fetched'
        ? { kind, bytes: png, mediaType: 'image/png' }
        : { kind, detail: 'as told' };
    },
  });
  closers.push(world.close);
  const context = { ...world.context, archive: { ...world.context.archive, ...archive } };
  const application = createApplication(context);
  const imagine = (prompt: string, files: readonly PromptFile[] = []) =>
    application.requestImagine({ origin: world.origin(), prompt, files });
  return { ...world, application, imagine, fetched };
}

/** A day on which the pictures of all jobs so far are removed. */
async function forgetPictures(world: Awaited<ReturnType<typeof setup>>): Promise<void> {
  world.pass(10 * DAY_MS);
  await createRetention({
    ...world.context,
    archive: world.archive,
    settings: { picturesMs: 5 * DAY_MS, promptsMs: null, archiveBytesMax: null },
    isTimeKnown: () => true,
  }).tidy();
}

function accepted(outcome: ImagineOutcome | BatchOutcome) {
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
  return outcome.job;
}

describe('attached pictures stand where the prompt points at pictures', () => {
  const links = {
    images: ['https://a.b/1.png'],
    styles: ['https://a.b/s.png'],
    references: ['https://a.b/r.png'],
  };
  it.each([
    [
      'a fox --v 7',
      'https://a.b/1.png a fox --version 7 --sref https://a.b/s.png --oref https://a.b/r.png',
    ],
    [
      'a fox --v 6.1',
      'https://a.b/1.png a fox --version 6.1 --sref https://a.b/s.png --cref https://a.b/r.png',
    ],
    [
      'a fox --v 8.2',
      'https://a.b/1.png a fox --version 8.2 --sref https://a.b/s.png --edit https://a.b/r.png',
    ],
    ['a fox', 'https://a.b/1.png a fox --sref https://a.b/s.png --edit https://a.b/r.png'],
    [
      'https://a.b/0.png::2 a fox --sref 123 --v 7',
      'https://a.b/1.png https://a.b/0.png::2 a fox --sref 123 --version 7 --sref https://a.b/s.png --oref https://a.b/r.png',
    ],
  ])('%s', (prompt, written) => {
    expect(formatPrompt(withAttached(parsePrompt(prompt), links))).toBe(written);
  });

  it('links are found once, and replaced with their weights kept', () => {
    const parsed = parsePrompt(
      'https://a.b/1.png::2 a https://a.b/no.png fox --sref https://a.b/1.png::3 77 random',
    );
    expect(linksOf(parsed)).toEqual(['https://a.b/1.png']);
    expect(formatPrompt(withLinks(parsed, () => 'https://c.d/x.png'))).toBe(
      'https://c.d/x.png::2 a https://a.b/no.png fox --sref https://c.d/x.png::3 77 random',
    );
  });
});

describe('a picture that came with a prompt', () => {
  it('is in the archive, and the vendor is given a link to it that lasts for days', async () => {
    const { imagine, run, submissions, context } = await setup({}, PUBLIC_URL);
    const { request } = accepted(await imagine('a fox --v 7', [image(1), file({ kind: 'style' })]));
    const [kept] = request.images ?? [];
    expect(await context.archive.get(kept?.key ?? '')).not.toBeNull();
    await run();
    const { prompt } = submissions[0]?.request ?? { prompt: '' };
    const link = /^(\S+) a fox --version 7 --sref \1$/.exec(prompt)?.[1] ?? '';
    for (const url of [link, kept?.url ?? '']) {
      const { token = '', key } = context.links.partsOf(url) ?? {};
      expect(key).toBe(kept?.key);
      expect(context.links.checkPicture(token, key ?? '')).toBe('valid');
    }
  });

  it('is kept upright and without its metadata, whatever the camera wrote', async () => {
    const photo = await sharp({
      create: { width: 96, height: 64, channels: 3, background: '#ff0000' },
    })
      .withExif({ IFD0: { Make: 'Snapper 3000' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { imagine, context } = await setup({}, PUBLIC_URL, photo);
    const [kept] = accepted(await imagine('a fox', [image(1)])).request.images ?? [];
    expect(kept).toMatchObject({ width: 64, height: 96, mediaType: 'image/jpeg' });
    const bytes = await context.archive.get(kept?.key ?? '');
    const { width, height, exif } = await sharp(bytes ?? undefined).metadata();
    expect([width, height, exif]).toEqual([64, 96, undefined]);
  });

  it('stays with Discord’s own link where nothing else can be reached, shown without its signature', async () => {
    const { imagine } = await setup();
    const { request } = accepted(await imagine('a fox', [image(1)]));
    expect(request.prompt).toBe(`${SIGNED} a fox`);
    expect(echoOf({ request })).toBe(
      '<https://cdn.discordapp.com/ephemeral-attachments/1/2/fox.png> a fox',
    );
  });

  it('is there for what follows when every link is dead, and is not fetched again', async () => {
    const { imagine, run, submissions, application, origin, fetched } = await setup({}, PUBLIC_URL);
    const job = accepted(await imagine('https://a.b/typed.png a fox', [image(1)]));
    await run();
    await run();
    const before = fetched.length;
    const again = accepted(
      await application.requestFollowUp({
        origin: origin(),
        parentId: job.id,
        button: { action: 'reroll', cell: null },
      }),
    );
    const remixed = accepted(
      await application.requestRemix({
        origin: origin(),
        parentId: job.id,
        button: { action: 'reroll', cell: null },
        prompt: `${job.request.prompt} at night`,
      }),
    );
    await run();
    expect(fetched).toHaveLength(before);
    for (const { request } of [again, remixed]) expect(request.images).toHaveLength(2);
    const asked = submissions.slice(-2).map(({ request }) => request);
    for (const { prompt, images } of asked) {
      expect(prompt).not.toContain('a.b');
      expect(images).toHaveLength(2);
    }
  });

  it('is fetched again once it is no longer kept, and a press never links to what is gone', async () => {
    const url = 'https://a.b/typed.png';
    const world = await setup({}, PUBLIC_URL);
    const job = accepted(await world.imagine(`${url} a fox`));
    await world.run();
    await world.run();
    await forgetPictures(world);
    expect((await world.job(job.id)).filesRemoved).toBe(true);
    const press = {
      origin: world.origin(),
      parentId: job.id,
      button: { action: 'reroll', cell: null },
    } as const;
    const again = accepted(await world.application.requestFollowUp(press));
    const { prompt } = await vendorRequest(world.context, await world.job(again.id));
    expect(prompt).toBe(`${url} a fox`);
    const before = world.fetched.length;
    const remix = () =>
      world.application.requestRemix({ ...press, origin: world.origin(), prompt: `${url} a cat` });
    const { images = [] } = accepted(await remix()).request;
    expect(world.fetched).toHaveLength(before + 1);
    expect(await Promise.all(images.map(({ key }) => world.archive.has(key)))).toEqual([true]);
  });

  it('is missed at once where it is neither kept nor reachable', async () => {
    const url = 'https://a.b/typed.png';
    const links: { [url: string]: FetchOutcome['kind'] } = {};
    const world = await setup(links, PUBLIC_URL);
    const job = accepted(await world.imagine(`${url} a fox`));
    await world.run();
    await world.run();
    await forgetPictures(world);
    links[url] = 'not-found';
    expect(
      await world.application.requestRemix({
        origin: world.origin(),
        parentId: job.id,
        button: { action: 'reroll', cell: null },
        prompt: `${url} a cat`,
      }),
    ).toMatchObject({ kind: 'rejected', rejection: { kind: 'image-unusable' } });
  });
});

describe('refused before anything is spent', () => {
  it.each([
    [
      'not-a-picture',
      [image(1)],
      'Invalid image',
      'Image 1 could not be read. Send a PNG, JPEG, WebP, GIF or AVIF file.',
    ],
    ['too-large', [image(2)], 'Invalid image', 'Image 2 is too large. Send one of at most 10 MB.'],
    [
      'not-found',
      [file({ kind: 'style' })],
      'Invalid link',
      'The style reference could not be downloaded. Check the link, or send the file itself.',
    ],
    [
      'unreachable',
      [file({ kind: 'reference' })],
      'Invalid link',
      'The reference could not be downloaded. Check the link, or send the file itself.',
    ],
    [
      'timed-out',
      [image(3)],
      'Invalid link',
      'Image 3 could not be downloaded. Check the link, or send the file itself.',
    ],
    [
      'refused',
      [image(1, 'the fox of yesterday')],
      'Invalid link',
      'Image 1 could not be downloaded. Check the link, or send the file itself.',
    ],
  ] as const)('an attachment or a link that is %s', async (kind, files, title, sentence) => {
    const { imagine, context, origin } = await setup({ [files[0].url]: kind });
    const outcome = await imagine('a fox', files);
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    const shown = rejectionEmbed(translatorFor('en-US'), outcome.rejection);
    expect(shown.title).toBe(title);
    expect(shown.description).toBe(`${sentence}\n\nNothing was charged.`);
    const account = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 2000, reserved: 0 });
  });

  it.each([
    [
      'not-found',
      'Invalid link',
      'could not be downloaded. Check the link, or send the file itself.',
    ],
    [
      'timed-out',
      'Invalid link',
      'could not be downloaded. Check the link, or send the file itself.',
    ],
    [
      'refused',
      'Invalid link',
      'has an address that cannot be reached from outside. Send the file itself.',
    ],
    [
      'not-a-picture',
      'Invalid image',
      'could not be read. Send a PNG, JPEG, WebP, GIF or AVIF file.',
    ],
  ] as const)('a link that is %s, by its address', async (kind, title, sentence) => {
    const { imagine } = await setup({ 'https://a.b/x.png': kind });
    const outcome = await imagine('https://c.d/fine.png a fox --sref https://a.b/x.png');
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    const shown = rejectionEmbed(translatorFor('en-US'), outcome.rejection);
    expect(shown.title).toBe(title);
    expect(shown.description).toBe(
      `The image at <https://a.b/x.png> ${sentence}\n\nNothing was charged.`,
    );
  });

  it.each([
    ['without an address of the bot’s own', undefined, 10],
    ['with one', PUBLIC_URL, 25],
  ])('what Discord says is too large is not fetched: %s', async (_, publicUrl, megabytes) => {
    const { imagine, fetched } = await setup({}, publicUrl);
    const outcome = await imagine('a fox', [image(1, SIGNED, megabytes * 1024 * 1024 + 1)]);
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    expect(rejectionEmbed(translatorFor('en-US'), outcome.rejection).description).toBe(
      `Image 1 is too large. Send one of at most ${megabytes} MB.\n\nNothing was charged.`,
    );
    expect(fetched).toEqual([]);
    const fits = await imagine('a fox', [image(1, SIGNED, megabytes * 1024 * 1024)]);
    expect(fits.kind).toBe('accepted');
  });

  it('a photo of a phone that cannot be read says how to share it', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    const { imagine } = await setup({}, PUBLIC_URL, heic);
    const outcome = await imagine('a fox', [image(1)]);
    if (outcome.kind !== 'rejected') throw new Error(outcome.kind);
    expect(rejectionEmbed(translatorFor('en-US'), outcome.rejection).description).toMatch(
      /^Image 1 is a HEIC photo, .* Most Compatible .* JPEG\.\n\nNothing was charged\.$/,
    );
  });

  it('a prompt that is wrong beside its picture is refused without a fetch', async () => {
    const { imagine, fetched } = await setup();
    const one = await imagine('--v 7', [image(1)]);
    expect(one).toMatchObject({ rejection: { kind: 'prompt-problem' } });
    const old = await imagine('a fox --niji 7', [file({ kind: 'reference' })]);
    if (old.kind !== 'rejected') throw new Error(old.kind);
    const { description } = rejectionEmbed(translatorFor('en-US'), old.rejection);
    expect(description).toContain('--cref is not compatible with --niji 7');
    expect(fetched).toEqual([]);
  });
});

describe('a batch', () => {
  it('fetches its pictures once, for all its jobs', async () => {
    const { application, origin, fetched, context } = await setup({}, PUBLIC_URL);
    const asker = origin();
    const prompt = 'a {red, blue} fox --repeat 2';
    const asked = await application.requestImagine({ origin: asker, prompt, files: [image(1)] });
    expect(asked).toMatchObject({ kind: 'question', jobs: 4 });
    const outcomes = await application.batches.start(origin(), asker.interactionId, []);
    const jobs = (outcomes ?? []).map(accepted);
    expect(jobs.map(({ request }) => request.prompt.replace(/^\S+ /, ''))).toEqual([
      'a red fox',
      'a red fox',
      'a blue fox',
      'a blue fox',
    ]);
    expect(new Set(jobs.map(({ request }) => request.images?.[0]?.key)).size).toBe(1);
    expect(fetched).toEqual([SIGNED]);
    expect(await context.archive.get(jobs[0]?.request.images?.[0]?.key ?? '')).not.toBeNull();
  });

  it('whose pictures were dropped while the question stood fetches them again', async () => {
    const { application, origin, fetched, context } = await setup({}, PUBLIC_URL, undefined, {
      has: async () => false,
    });
    const asker = origin();
    const prompt = 'a {red, blue} fox';
    await application.requestImagine({ origin: asker, prompt, files: [image(1)] });
    const outcomes = await application.batches.start(origin(), asker.interactionId, []);
    const [first] = (outcomes ?? []).map(accepted);
    expect(await context.archive.get(first?.request.images?.[0]?.key ?? '')).not.toBeNull();
    expect(fetched.length).toBeGreaterThan(1);
  });

  it('whose picture is unusable asks nothing', async () => {
    const { application, origin } = await setup({ [SIGNED]: 'not-a-picture' });
    const asker = origin();
    const prompt = 'a {red, blue} fox';
    const asked = await application.requestImagine({ origin: asker, prompt, files: [image(1)] });
    expect(asked).toMatchObject({ rejection: { kind: 'image-unusable' } });
    expect(await application.batches.start(origin(), asker.interactionId, [])).toBeNull();
  });
});

describe('a picture of a format that not every vendor takes', () => {
  const red = () => sharp({ create: { width: 40, height: 24, channels: 3, background: '#f00' } });

  it.each([
    ['GIF', () => red().gif().toBuffer()],
    ['AVIF', () => red().avif().toBuffer()],
  ] as const)('(%s) is kept as PNG, and vendors get that', async (_format, given) => {
    const { imagine, context } = await setup({}, PUBLIC_URL, await given());
    const job = accepted(await imagine('https://a.b/1 a fox'));
    const [image] = job.request.images ?? [];
    expect(image).toMatchObject({ mediaType: 'image/png', width: 40, height: 24 });
    const kept = await context.archive.get(image?.key ?? '');
    expect((await sharp(Buffer.from(kept ?? [])).metadata()).format).toBe('png');
    const { prompt } = await vendorRequest(context, job);
    expect(prompt).toMatch(/^https:\/\/bot\.example\/\S+\.png a fox/);
  });

  it.each(['png', 'jpeg', 'webp'] as const)('(and %s) is as it was given', async (format) => {
    const bytes = await red().toFormat(format).toBuffer();
    const { imagine, context } = await setup({}, PUBLIC_URL, bytes);
    const [image] = accepted(await imagine('https://a.b/1 a fox')).request.images ?? [];
    expect(Buffer.from((await context.archive.get(image?.key ?? '')) ?? [])).toEqual(bytes);
  });
});

describe('a format that the vendor cannot read by its link', () => {
  const gif = async () =>
    new Uint8Array(
      await sharp(await colourPng('#00ff00'))
        .gif()
        .toBuffer(),
    );
  const reads = { commonFormatsOnly: true } as const;

  it.each([
    [
      'without an address of the bot’s own it is refused, with what to send',
      undefined,
      reads,
      'rejected',
    ],
    ['with one the converted picture is linked', PUBLIC_URL, reads, 'accepted'],
    ['a vendor that names no formats gets Discord’s own link', undefined, {}, 'accepted'],
  ] as const)('%s', async (_, publicUrl, capabilities, kind) => {
    const world = await setup({}, publicUrl, await gif(), {}, capabilities);
    const outcome = await world.imagine('a fox', [image(1)]);
    expect(outcome.kind).toBe(kind);
    if (outcome.kind !== 'rejected') return;
    const { rejection } = outcome;
    expect(rejection).toMatchObject({ kind: 'image-unusable', why: 'wrong-format' });
    const embed = rejectionEmbed(translatorFor('en-US'), rejection);
    expect(embed.description).toContain('Send it as PNG, JPEG or WebP.');
    expect(
      await world.context.store.unfinishedJobs(world.origin().guildId, world.origin().userId),
    ).toEqual([]);
  });

  it('a PNG goes as it is', async () => {
    const world = await setup({}, undefined, undefined, {}, reads);
    expect((await world.imagine('a fox', [image(1)])).kind).toBe('accepted');
  });
});
