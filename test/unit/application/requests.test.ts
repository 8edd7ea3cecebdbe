import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import type { Button } from '#domain/button.ts';
import { channelId, guildId, type JobId, userId } from '#domain/ids.ts';
import type { Rejection } from '#domain/rejection.ts';
import { COLOURS, setupContext } from '#test/fixtures/app-context.ts';
import { aJob } from '#test/fixtures/jobs.ts';
import { planOf } from '#test/fixtures/plans.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function setup(changes: Parameters<typeof setupContext>[0] = {}) {
  const world = await setupContext(changes);
  closers.push(world.close);
  const application = createApplication(world.context);
  const imagine = (prompt = 'a lighthouse in fog --ar 3:2') =>
    application.requestImagine({ origin: world.origin(), prompt });
  const finished = async (): Promise<JobId> => {
    const id = accepted(await imagine()).id;
    await world.run();
    await world.run();
    expect((await world.job(id)).state).toBe('done');
    return id;
  };
  const press = (parentId: JobId, button: Button, origin = world.origin()) =>
    application.requestFollowUp({ origin, parentId, button });
  return { ...world, application, imagine, finished, press };
}

function accepted(outcome: ImagineOutcome) {
  if (outcome.kind === 'rejected') throw new Error(`rejected: ${outcome.rejection.kind}`);
  if (outcome.kind === 'question') throw new Error('a question');
  return outcome.job;
}

function rejected(outcome: ImagineOutcome): Rejection {
  if (outcome.kind !== 'rejected') throw new Error(`not rejected but ${outcome.kind}`);
  return outcome.rejection;
}

const U2: Button = { action: 'upscale', cell: 2 };
const V3: Button = { action: 'vary', cell: 3 };

describe('imagine', () => {
  it('holds the price and keeps the prompt without its mode', async () => {
    const { imagine, context, origin } = await setup();
    const job = accepted(await imagine('a fox --ar 16:9 --relax'));
    expect(job.request).toMatchObject({ prompt: 'a fox --ar 16:9', speed: 'relax' });
    const account = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 1996, reserved: 4, spent: 0 });
  });

  it('gives a repeated interaction its first job again, and holds once', async () => {
    const { application, origin, context } = await setup();
    const same = origin();
    const first = await application.requestImagine({ origin: same, prompt: 'a fox' });
    const second = await application.requestImagine({ origin: same, prompt: 'a fox' });
    expect(second.kind).toBe('duplicate');
    expect(accepted(second).id).toBe(accepted(first).id);
    const account = await context.store.account(same.guildId, 2000, context.clock.nowMs());
    expect(account.reserved).toBe(8);
  });

  it.each([
    ['', 'prompt-problem'],
    ['   ', 'prompt-problem'],
    ['a fox --stylize 5000', 'prompt-problem'],
    ['a fox --nonsense', 'prompt-problem'],
    [`a fox ${'x'.repeat(2500)}`, 'prompt-too-long'],
    ['a fox --turbo --v 7', 'vendor-unable'],
  ])('refuses %j before anything is spent', async (prompt, kind) => {
    const { imagine, context, origin } = await setup();
    expect(rejected(await imagine(prompt.slice(0, 3000))).kind).toBe(kind);
    const account = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 2000, reserved: 0 });
  });

  it('accepts exactly as many of 50 at once as there are credits for', async () => {
    const { imagine } = await setup({ monthlyCredits: 80 });
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => imagine()));
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(10);
    const refusals = outcomes.filter((outcome) => outcome.kind === 'rejected').map(rejected);
    expect(new Set(refusals.map(({ kind }) => kind))).toEqual(new Set(['credits-exhausted']));
  });

  it.each([
    ['in fast, which relax would make affordable', 5, '', 8, { relaxedCredits: 4 }],
    ['in fast, too dear even in relax', 3, '', 8, {}],
    ['in relax', 3, ' --relax', 4, {}],
  ])('says what is left and when it renews: %s', async (_title, left, mode, needed, relaxed) => {
    const { imagine } = await setup({ monthlyCredits: left });
    expect(rejected(await imagine(`a lighthouse in fog${mode}`))).toEqual({
      kind: 'credits-exhausted',
      neededCredits: needed,
      availableCredits: left,
      renewsAtMs: Date.UTC(2026, 11, 1),
      ...relaxed,
    });
  });
});

describe('what has no turbo', () => {
  const ALL_SPEEDS = {
    vendor: {
      capabilities: {
        actions: { imagine: {}, vary: {}, 'animate-low': {} },
        speeds: ['relax', 'fast', 'turbo'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: 'all',
      },
    },
  } as const;

  it.each([
    ['a fox --v 8.1 --turbo', 'fast', 8],
    ['a fox --v 7 --turbo', 'turbo', 16],
    ['a fox --niji 7 --turbo', 'turbo', 16],
    // Nothing named runs on the newest, which has no turbo either.
    ['a fox --turbo', 'fast', 8],
    ['a fox --turbo --v 8.2', 'fast', 8],
    ['a fox --v 8.1 --relax', 'relax', 4],
  ])('%j runs as %s for %i', async (prompt, speed, credits) => {
    const { imagine } = await setup(ALL_SPEEDS);
    const job = accepted(await imagine(prompt));
    expect([job.request.speed, job.priceCredits]).toEqual([speed, credits]);
  });

  it('is turbo without a version where the vendor runs V7', async () => {
    const { capabilities } = ALL_SPEEDS.vendor;
    const { imagine } = await setup({
      vendor: { capabilities: { ...capabilities, version: 'v7' } },
    });
    const job = accepted(await imagine('a fox --turbo'));
    expect([job.request.speed, job.priceCredits]).toEqual(['turbo', 16]);
  });

  it.each([
    ['for the action', { speeds: ['fast'] }],
    ['for the version', { speedsOf: { 'v8.2': ['fast'] } }],
  ] as const)('what has no field %s is charged as fast', async (_title, vary) => {
    const { capabilities } = ALL_SPEEDS.vendor;
    const actions = { ...capabilities.actions, vary };
    const { imagine, press, run } = await setup({
      vendor: { capabilities: { ...capabilities, actions } },
    });
    const grid = accepted(await imagine('a fox --relax'));
    expect([grid.request.speed, grid.priceCredits]).toEqual(['relax', 4]);
    await run();
    await run();
    const varied = accepted(await press(grid.id, V3));
    expect([varied.request.speed, varied.priceCredits]).toEqual(['fast', 8]);
  });

  it('a press on a picture of V8, and videos, run as fast too', async () => {
    const { imagine, context, press, run, origin } = await setup(ALL_SPEEDS);
    await context.store.changeMemberSettings(origin().userId, { speed: 'turbo' });
    const old = accepted(await imagine('a fox --v 7'));
    const fresh = accepted(await imagine('a fox --v 8'));
    await run();
    await run();
    const speeds = await Promise.all(
      [old.id, fresh.id].map(async (id) => accepted(await press(id, V3)).request.speed),
    );
    expect(speeds).toEqual(['turbo', 'fast']);
    const single = accepted(await press(old.id, U2));
    await run();
    const video = accepted(await press(single.id, { action: 'animate-low', cell: null }));
    expect([video.request.speed, video.priceCredits]).toEqual(['fast', 80]);
  });
});

describe('a press', () => {
  it('U2 shows the second picture from the archive, free and without asking the vendor', async () => {
    const { finished, press, run, job, posts, submissions, context, origin } = await setup();
    const asked = submissions.length;
    const parentId = await finished();
    const before = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    const child = accepted(await press(parentId, U2));
    await run();
    expect((await job(child.id)).state).toBe('done');
    expect(submissions).toHaveLength(asked + 1);
    const shown = posts.at(-1);
    const { dominant } = await sharp(Buffer.from(shown?.attachments[0]?.bytes ?? [])).stats();
    expect(dominant.g).toBeGreaterThan(200);
    expect(COLOURS[1]).toBe('#00ff00');
    const after = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(after).toEqual(before);
  });

  it('V3 asks the parent’s vendor, naming parent and cell', async () => {
    const { finished, press, run, submissions } = await setup();
    const parentId = await finished();
    const child = accepted(await press(parentId, V3));
    await run();
    expect(child).toMatchObject({ parentId, rootId: parentId, vendor: 'scripted' });
    expect(submissions.at(-1)?.request).toMatchObject({
      action: 'vary',
      cell: 3,
      parent: { action: 'imagine', handle: { task: 't1' } },
    });
  });

  it('on a picture cut from a grid names the grid and the cell', async () => {
    const { finished, press, run, submissions } = await setup();
    const solo = accepted(await press(await finished(), U2));
    await run();
    accepted(await press(solo.id, { action: 'pan-right', cell: null }));
    await run();
    expect(submissions.at(-1)?.request).toMatchObject({
      action: 'pan-right',
      prompt: 'a lighthouse in fog --ar 9:4',
      parent: { action: 'upscale', cell: 2, handle: { task: 't1' } },
    });
  });

  it('pays for a preparing step once, however many follow-ups build on the picture', async () => {
    const { finished, press, run, job, submissions } = await setup({
      vendor: {
        plan: ({ action }) => (action === 'pan-right' ? planOf(2, { reusable: 1 }) : planOf(1)),
      },
    });
    const gridId = await finished();
    const solo = accepted(await press(gridId, U2));
    const twin = accepted(await press(gridId, U2));
    await run();
    const before = submissions.length;
    const first = accepted(await press(solo.id, { action: 'pan-right', cell: null }));
    for (let n = 0; n < 6; n++) await run();
    expect((await job(first.id)).state).toBe('done');
    expect(submissions.slice(before).map(({ stepIndex }) => stepIndex)).toEqual([0, 1]);
    for (const parent of [solo, twin]) {
      const again = accepted(await press(parent.id, { action: 'pan-right', cell: null }));
      for (let n = 0; n < 6; n++) await run();
      expect((await job(again.id)).state).toBe('done');
    }
    expect(submissions.slice(before).map(({ stepIndex }) => stepIndex)).toEqual([0, 1, 1, 1]);
    expect(submissions.at(-1)?.previous).toEqual([{ task: 't1' }]);
    const other = accepted(await press(gridId, { action: 'upscale', cell: 3 }));
    await run();
    accepted(await press(other.id, { action: 'pan-right', cell: null }));
    await run();
    expect(submissions.at(-1)?.stepIndex).toBe(0);
  });

  it('tells the vendor how old its picture is, however late that was taken out of the grid', async () => {
    const { finished, press, run, pass, submissions } = await setup({
      vendor: {
        capabilities: {
          actions: { imagine: {}, 'animate-low': {} },
          speeds: ['fast'],
          ...{ promptCharactersMax: 2000, imagePrompts: false, parameters: 'all' },
        },
      },
    });
    const gridId = await finished();
    const dayMs = 24 * 60 * 60_000;
    pass(2 * dayMs);
    const solo = accepted(await press(gridId, U2));
    await run();
    accepted(await press(solo.id, { action: 'animate-low', cell: null }));
    await run();
    const { ageMs } = submissions.at(-1)?.request.parent ?? {};
    expect(Math.floor((ageMs ?? 0) / dayMs)).toBe(2);
  });

  it('links to the bot’s own picture where the vendor needs the parent as well', async () => {
    const { finished, press, run, submissions } = await setup({
      publicUrl: 'https://bot.example',
      vendor: {
        capabilities: {
          actions: { imagine: {}, square: { linksParent: true } },
          speeds: ['fast'],
          ...{ promptCharactersMax: 2000, imagePrompts: false, parameters: 'all' },
        },
      },
    });
    const solo = accepted(await press(await finished(), U2));
    await run();
    accepted(await press(solo.id, { action: 'square', cell: null }));
    await run();
    const { parent, imageUrls = [] } = submissions.at(-1)?.request ?? {};
    expect(parent?.ageMs).toBeDefined();
    expect(imageUrls).toEqual([expect.stringMatching(/^https:\/\/bot\.example\//)]);
  });

  it('is never what only prepares the picture, whatever was switched off meanwhile', async () => {
    let isOff = false;
    const failure = { kind: 'action-unavailable', detail: 'switched off' } as const;
    const { finished, press, run, job, script, posts, context, origin } = await setup({
      vendor: {
        plan: ({ action }) => {
          if (action !== 'pan-right') return planOf(1);
          return isOff ? { kind: 'refused', failure, calls: 2 } : planOf(2, { reusable: 1 });
        },
      },
    });
    const solo = accepted(await press(await finished(), U2));
    await run();
    const before = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    const { id } = accepted(await press(solo.id, { action: 'pan-right', cell: null }));
    await run();
    expect(await job(id)).toMatchObject({ state: 'running', stepIndex: 0 });
    isOff = true;
    script.submit.splice(0, 1, { kind: 'refused', failure, isUnsent: true });
    const shown = posts.length;
    for (let n = 0; n < 6; n++) await run();
    expect(await job(id)).toMatchObject({ state: 'failed', failure, result: null });
    expect(posts).toHaveLength(shown);
    expect(await context.store.account(origin().guildId, 2000, context.clock.nowMs())).toEqual(
      before,
    );
  });

  it('looks seldom for a step that another job has been unsure of for long', async () => {
    const { finished, press, run, job, script, context } = await setup({
      vendor: {
        idempotent: true,
        plan: ({ action }) => (action === 'pan-right' ? planOf(2, { reusable: 1 }) : planOf(1)),
      },
    });
    const solo = accepted(await press(await finished(), U2));
    await run();
    script.submit.splice(0, 1, { kind: 'lost', failure: { kind: 'lost', detail: 'reset' } });
    const pan = { action: 'pan-right', cell: null } as const;
    accepted(await press(solo.id, pan));
    const { id } = accepted(await press(solo.id, pan));
    const untilMs = context.clock.nowMs() + 20 * 60_000;
    let passes = 0;
    for (; context.clock.nowMs() < untilMs; passes++) await run();
    expect(await job(id)).toMatchObject({ state: 'queued', stepIndex: 0 });
    expect(passes).toBeLessThan(200);
  });

  it('pays for a preparing step once, also for follow-ups that are pressed together', async () => {
    const { finished, press, run, job, submissions } = await setup({
      vendor: {
        plan: ({ action }) => (action === 'pan-right' ? planOf(2, { reusable: 1 }) : planOf(1)),
      },
    });
    const gridId = await finished();
    const solo = accepted(await press(gridId, U2));
    const twin = accepted(await press(gridId, U2));
    await run();
    const before = submissions.length;
    const pressed = await Promise.all(
      [solo, solo, twin].map(({ id }) => press(id, { action: 'pan-right', cell: null })),
    );
    for (let n = 0; n < 20; n++) await run();
    for (const outcome of pressed) {
      expect((await job(accepted(outcome).id)).state).toBe('done');
    }
    const steps = submissions.slice(before).map(({ stepIndex }) => stepIndex);
    expect(steps.toSorted()).toEqual([0, 1, 1, 1]);
  });

  it.each([
    ['a job of another server', { guildId: guildId('139999999999999999') }, U2, 'job-unknown'],
    ['a button the vendor has not', {}, { action: 'zoom-2x', cell: null }, 'button-stale'],
    ['a button of another surface', {}, { action: 'pan-right', cell: null }, 'button-stale'],
    ['a command spelled as a button', {}, { action: 'imagine', cell: null }, 'button-stale'],
  ] as const)('refuses %s', async (_title, differences, button, kind) => {
    const { finished, press, origin } = await setup();
    const parentId = await finished();
    const outcome = await press(parentId, button, origin(differences));
    expect(rejected(outcome).kind).toBe(kind);
  });

  it('🔄 with other words is a first generation, whose button is known and whose parent is named', async () => {
    const { application, finished, run, submissions, origin } = await setup();
    const parentId = await finished();
    const button: Button = { action: 'reroll', cell: null };
    const prompt = 'a wolf --ar 3:2';
    const asked = { origin: origin(), parentId, button, prompt };
    const job = accepted(await application.requestRemix(asked));
    expect(job).toMatchObject({ parentId, rootId: parentId });
    expect(job.request).toMatchObject({ action: 'imagine', prompt, remixed: true });
    await run();
    expect(submissions.at(-1)?.request).toMatchObject({ action: 'imagine', parent: null });
    const shown = await application.buttonsOf(parentId);
    expect(shown?.pressed).toEqual([{ action: 'reroll', cell: null, remixed: true }]);
  });

  it('is refused while the parent has no result', async () => {
    const { imagine, press } = await setup();
    const id = accepted(await imagine()).id;
    expect(rejected(await press(id, U2)).kind).toBe('job-unfinished');
  });
});

describe('show', () => {
  it('brings a finished job back to its owner only, in its server only', async () => {
    const { application, finished, origin } = await setup();
    const jobId = await finished();
    const { guildId: guild, userId: user } = origin();
    const own = await application.showJob({
      place: { channelId: aJob().origin.channelId },
      guildId: guild,
      userId: user,
      jobId: ` ${jobId} `,
    });
    expect(own.kind).toBe('shown');
    const others = await application.showJob({
      place: { channelId: aJob().origin.channelId },
      guildId: guild,
      userId: userId('159999999999999999'),
      jobId,
    });
    expect(others).toEqual({ kind: 'rejected', rejection: { kind: 'not-yours' } });
    const elsewhere = await application.showJob({
      place: { channelId: aJob().origin.channelId },
      guildId: guildId('139999999999999999'),
      userId: user,
      jobId,
    });
    expect(elsewhere).toEqual({ kind: 'rejected', rejection: { kind: 'job-unknown' } });
  });

  it.each(['', 'nonsense', '0000000000000000'])('knows no job %j', async (jobId) => {
    const { application, origin } = await setup();
    const { guildId: guild, userId: user } = origin();
    const outcome = await application.showJob({
      place: { channelId: aJob().origin.channelId },
      guildId: guild,
      userId: user,
      jobId,
    });
    expect(outcome).toEqual({ kind: 'rejected', rejection: { kind: 'job-unknown' } });
  });
});

describe('info', () => {
  it('lists what could not be posted, so that nothing is lost', async () => {
    const { application, imagine, run, origin } = await setup({
      script: { post: [{ kind: 'impossible', detail: 'the channel is gone' }] },
    });
    const { id } = accepted(await imagine());
    await run();
    await run();
    const { guildId: guild, userId: user } = origin({ channelId: channelId('1') });
    const info = await application.memberInfo(guild, user);
    expect(info.withheld.map((job) => job.id)).toEqual([id]);
    expect(
      (
        await application.showJob({
          place: { channelId: aJob().origin.channelId },
          guildId: guild,
          userId: user,
          jobId: id,
        })
      ).kind,
    ).toBe('shown');
  });
});
