/** How: a job whose vendor answers with words or videos runs to its end, and so does what follows it. */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { acceptJob } from '#application/requests/accept-job.ts';
import { findLinkedPicture } from '#application/requests/read-linked-picture.ts';
import { showFiles } from '#application/views/show-files.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import type { ActionName } from '#domain/action.ts';
import type { Job } from '#domain/job.ts';
import type { CheckOutcome, PictureSource, VendorOutput } from '#ports/vendor.ts';
import { finishedGrid, setupContext } from '#test/fixtures/app-context.ts';
import { aPicture, newJobRequest } from '#test/fixtures/jobs.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const video = (letter: string, size = 40): PictureSource => ({
  kind: 'bytes',
  bytes: Buffer.concat([Buffer.from('\0\0\0\x18ftypisom'), Buffer.alloc(size, letter)]),
});

const finished = (output: Partial<VendorOutput>): CheckOutcome => ({
  kind: 'finished',
  output: { pictures: [], composite: null, handle: { task: 't1' }, seed: null, ...output },
});

async function setup(
  check: CheckOutcome,
  changes: { readonly publicUrl?: string; readonly monthlyCredits?: number } = {},
) {
  const world = await setupContext({
    ...changes,
    script: { check: [check] },
    vendor: {
      capabilities: {
        actions: { imagine: {}, describe: {}, 'animate-high': {}, 'extend-low': {} },
        speeds: ['fast', 'relax'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: 'all',
      },
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const finish = async (job: Job): Promise<Job> => {
    for (let n = 0; n < 40 && (await world.job(job.id)).dueAtMs !== null; n++) await world.run();
    return world.job(job.id);
  };
  return {
    ...world,
    application,
    finish,
    start: async (action: ActionName, parent: Job | null = null): Promise<Job> => {
      const outcome = await acceptJob(world.context, {
        origin: world.origin(),
        ...newJobRequest({ action, prompt: 'a lighthouse' }),
        vendor: 'scripted',
        parent,
      });
      if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
      return finish(outcome.job);
    },
    press: async (parent: Job, action: ActionName, cell: 1 | 2 | 3 | 4 | null = null) => {
      const button = { action, cell };
      const origin = world.origin();
      const outcome = await application.requestFollowUp({ origin, parentId: parent.id, button });
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
      return finish(outcome.job);
    },
  };
}

describe('videos', () => {
  it('are archived as they came, posted in order, and taken out one by one', async () => {
    const { start, press, posts, application } = await setup(
      finished({ videos: [video('a'), video('b'), video('c')] }),
    );
    const job = await start('animate-high');
    expect(job).toMatchObject({ state: 'done', result: { kind: 'videos' } });
    expect(posts[0]?.attachments.map(({ mediaType, bytes }) => [mediaType, bytes.at(-1)])).toEqual([
      ['video/mp4', 97],
      ['video/mp4', 98],
      ['video/mp4', 99],
    ]);
    expect(posts[0]?.buttons).toEqual([
      { action: 'reroll', cell: null },
      { action: 'upscale-video', cell: 1 },
      { action: 'upscale-video', cell: 2 },
      { action: 'upscale-video', cell: 3 },
    ]);
    const single = await press(job, 'upscale-video', 2);
    expect(posts[1]?.attachments.map(({ bytes }) => bytes.at(-1))).toEqual([98]);
    expect(single).toMatchObject({ priceCredits: 0, result: { handle: { task: 't1' } } });
    expect((await application.buttonsOf(single.id))?.buttons).toEqual([
      { action: 'extend-low', cell: null },
    ]);
  });

  it('are made again from the same picture, and the pressed 🔄 is known', async () => {
    const { start, press, submissions, application } = await setup(
      finished({ videos: [video('a')] }),
    );
    const job = await start('animate-high');
    const again = await press(job, 'reroll');
    const third = await press(again, 'reroll');
    expect(third.request).toEqual(job.request);
    expect(submissions.map(({ request }) => [request.action, request.parent])).toEqual([
      ['animate-high', null],
      ['animate-high', null],
      ['animate-high', null],
    ]);
    expect((await application.buttonsOf(job.id))?.pressed).toEqual([
      { action: 'reroll', cell: null },
    ]);
  });

  it('are not asked for again where their picture is no longer kept', async () => {
    const videos = finished({ videos: [video('a')] });
    const { start, press, script, application, context, origin, submissions } = await setup(
      await finishedGrid(),
    );
    const grid = await start('imagine');
    const solo = await press(grid, 'upscale', 1);
    script.check.splice(0, 1, videos);
    const film = await start('animate-high', solo);
    const again = await press(film, 'reroll');
    const asked = submissions.length;
    await context.store.removeFiles([grid.id, solo.id], context.clock.nowMs());
    for (const { id: parentId } of [film, again]) {
      const button = { action: 'reroll', cell: null } as const;
      expect(
        await application.requestFollowUp({ origin: origin(), parentId, button }),
      ).toMatchObject({ kind: 'rejected', rejection: { kind: 'files-removed' } });
    }
    expect(submissions).toHaveLength(asked);
  });

  it('that are no videos fail the job, and so does none at all', async () => {
    const page: PictureSource = { kind: 'bytes', bytes: Buffer.from('<!doctype html>') };
    for (const videos of [[], [video('a'), page]]) {
      const { start } = await setup(finished({ videos }));
      const job = await start('animate-high');
      expect(job).toMatchObject({ state: 'failed', failure: { kind: 'picture-unavailable' } });
    }
  });

  it('too large for the place are left out, and counted', async () => {
    const { start, posts } = await setup(
      finished({ videos: [video('a', 11 * 1024 * 1024), video('b')] }),
    );
    await start('animate-high');
    expect(posts[0]).toMatchObject({ leftOut: 1 });
    expect(posts[0]?.attachments.map(({ bytes }) => bytes.at(-1))).toEqual([98]);
  });
});

describe('what is too large for the place', () => {
  it('is linked to where the archive can be reached', async () => {
    const large = video('a', 11 * 1024 * 1024);
    const { start, posts, context } = await setup(finished({ videos: [large, video('b')] }), {
      publicUrl: 'https://bot.example',
    });
    await start('animate-high');
    const [post] = posts;
    if (post === undefined) throw new Error('nothing was posted');
    const [link = ''] = post.originals ?? [];
    const [, token = '', key = ''] = /\/pictures\/([^/]+)\/(\w+)\.mp4$/.exec(link) ?? [];
    const read = await findLinkedPicture(context, { token, key });
    if (read.kind !== 'found') throw new Error(read.kind);
    expect(read.found.mediaType).toBe('video/mp4');
    expect(read.found.bytes).toBeGreaterThan(11 * 1024 * 1024);
    const { attachments } = post;
    const { content } = finalMessage({
      ...post,
      mediaTypes: attachments.map(({ mediaType }) => mediaType),
    });
    expect(content).toContain(
      `\n-# 1 video is too large for this server. Full size: [1](<${link}>)`,
    );
  });

  it('is a smaller picture with a link to the whole, and no link where nothing was lost', async () => {
    const png = await sharp({
      create: {
        width: 600,
        height: 600,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    const { context } = await setup(finished({}), { publicUrl: 'https://bot.example' });
    const { key } = await context.archive.put(png, 'image/png');
    const picture = { key, mediaType: 'image/png', width: 600, height: 600, bytes: png.length };
    const result = {
      kind: 'image',
      cells: [{ cell: 1, picture }],
      composite: null,
      handle: null,
      seed: null,
    } as const;
    const request = { action: 'upscale', cell: 1, prompt: 'a fox', speed: 'fast' } as const;
    const whole = await showFiles(context, { request, result }, png.length);
    expect(whole?.originals).toBeUndefined();
    const smaller = await showFiles(context, { request, result }, Math.floor(png.length / 3));
    expect(smaller?.attachments[0]?.bytes.length).toBeLessThanOrEqual(png.length / 3);
    expect(smaller?.originals?.[0]).toMatch(/^https:\/\/bot\.example\/pictures\//);
  });
});

describe('words', () => {
  it('are kept up to five and posted without a file', async () => {
    const suggestions = ['one', 'two', 'three', 'four', 'five', 'six'];
    const { start, posts } = await setup(
      finished({ suggestions, tokens: [{ text: 'o', weight: 1 }] }),
    );
    const job = await start('describe');
    expect(job.result).toMatchObject({ kind: 'suggestions', suggestions: suggestions.slice(0, 5) });
    expect(posts[0]).toMatchObject({ attachments: [], buttons: [{ action: 'reroll' }] });
  });

  it('are not asked for again where the picture that was given is no longer kept', async () => {
    const { finish, application, context, origin } = await setup(
      finished({ suggestions: ['one'] }),
    );
    const images = [{ ...aPicture(), url: 'https://pictures.example/mine.png' }];
    const outcome = await acceptJob(context, {
      origin: origin(),
      ...newJobRequest({ action: 'describe', prompt: '', images }),
      vendor: 'scripted',
      parent: null,
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const { id: parentId } = await finish(outcome.job);
    const button = { action: 'reroll', cell: null } as const;
    const press = () => application.requestFollowUp({ origin: origin(), parentId, button });
    const again = await press();
    if (again.kind !== 'accepted') throw new Error(again.kind);
    expect(await finish(again.job)).toMatchObject({ state: 'done' });
    await context.store.removeFiles([parentId], context.clock.nowMs());
    expect(await press()).toEqual({
      kind: 'rejected',
      rejection: { kind: 'files-removed', again: null },
    });
  });

  it.each([
    ['enough for all', 40, { kind: 'question', jobs: 4, credits: 32, availableCredits: 39 }],
    [
      'too few for all',
      32,
      {
        kind: 'rejected',
        rejection: { kind: 'credits-exhausted', neededCredits: 32, availableCredits: 31 },
      },
    ],
  ] as const)('all at once are asked about with %s', async (_what, monthlyCredits, expected) => {
    const suggestions = ['one', 'two', 'three', 'four'];
    const { start, application } = await setup(finished({ suggestions }), { monthlyCredits });
    const { id: jobId, origin } = await start('describe');
    expect(await application.askImagineAll({ ...origin, jobId })).toMatchObject(expected);
  });

  it('all at once cost what they would at the speed that the person has now', async () => {
    const { start, application, context } = await setup(finished({ suggestions: ['one', 'two'] }));
    const { id: jobId, origin } = await start('describe');
    await context.store.changeMemberSettings(origin.userId, { speed: 'relax' });
    expect(await application.askImagineAll({ ...origin, jobId })).toMatchObject({
      jobs: 2,
      credits: 8,
    });
  });

  it('that nobody found fail the job, and it costs nothing', async () => {
    const { start, context } = await setup(finished({ suggestions: [] }));
    const job = await start('describe');
    expect(job).toMatchObject({ state: 'failed', failure: { kind: 'generation-failed' } });
    const account = await context.store.account(job.origin.guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 2000, reserved: 0, spent: 0 });
  });
});
