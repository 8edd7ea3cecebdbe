/**
 * How: a scripted vendor makes a grid; then the same store and archive are opened without it, as after a
 * restart with other keys. What the others are asked, what is offered, paid and said is looked at.
 */

import { afterEach, describe, expect, it } from 'vitest';
import type { AppContext } from '#application/app-context.ts';
import { createApplication } from '#application/create-application.ts';
import { runJob } from '#application/run/run-job.ts';
import { LEASE_MS } from '#application/run/save-job.ts';
import { finalMessage } from '#discord/screens/render-final.ts';
import type { ActionName } from '#domain/action.ts';
import { type Button, buttonToken } from '#domain/button.ts';
import type { JobId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import type { Vendor } from '#ports/vendor.ts';
import { COLOURS, colourPng, setupContext } from '#test/fixtures/app-context.ts';
import { planOf } from '#test/fixtures/plans.ts';

const PUBLIC_URL = 'https://bot.example';
const PROMPT = 'a lighthouse in fog --ar 3:2';
const U2: Button = { action: 'upscale', cell: 2 };
const V3: Button = { action: 'vary', cell: 3 };
const single = (action: ActionName): Button => ({ action, cell: null });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A vendor that can be asked without a parent for what is named, by a link or by bytes. */
const taking = (
  how: 'link' | 'bytes',
  actions: readonly ActionName[],
  more: Partial<Vendor['capabilities']> = {},
): Vendor['capabilities'] => ({
  actions: Object.fromEntries(actions.map((action) => [action, { fromPicture: how }])),
  speeds: ['fast', 'relax'],
  promptCharactersMax: 2000,
  imagePrompts: false,
  parameters: 'all',
  ...more,
});

const PROMPTED: Vendor['capabilities'] = {
  ...taking('link', []),
  actions: { imagine: {} },
  imagePrompts: true,
};

const EDITING: Vendor['capabilities'] = {
  ...PROMPTED,
  actions: { imagine: {}, edit: {}, reroll: {}, vary: {} },
};

type World = Awaited<ReturnType<typeof setupContext>>;

async function setup(
  capabilities: Vendor['capabilities'],
  changes: Parameters<typeof setupContext>[0] = {},
) {
  const world = await setupContext({
    others: [{ name: 'other', label: 'Other', capabilities, plan: planOfImagine }],
    ...changes,
  });
  closers.push(world.close);
  const gone: AppContext = {
    ...world.context,
    vendors: world.context.vendors.filter(({ name }) => name === 'other'),
  };
  const before = createApplication(world.context);
  const application = createApplication(gone);
  const id = accepted(await before.requestImagine({ origin: world.origin(), prompt: PROMPT })).id;
  await run(world, world.context);
  const grid = await world.job(id);
  const press = (parentId: JobId, button: Button, origin = world.origin()) =>
    application.requestFollowUp({ origin, parentId, button });
  const end = async (jobId: JobId): Promise<Job> => {
    await run(world, gone);
    return world.job(jobId);
  };
  const offered = async (jobId: JobId): Promise<readonly string[]> =>
    (await application.buttonsOf(jobId))?.buttons.map(buttonToken) ?? [];
  const solo = async () => end(accepted(await press(grid.id, U2)).id);
  return { ...world, gone, before, application, grid, press, end, offered, solo };
}

const planOfImagine = ({ action }: { readonly action: ActionName }) =>
  planOf(1, { price: { amount: action === 'imagine' ? 2 : 9, unit: 'USD' } });

/** Everything that is due, whenever that is. */
async function run(world: World, context: AppContext): Promise<void> {
  for (;;) {
    const due = await context.store.nextDueAtMs(context.clock.nowMs());
    if (due === null) return;
    world.pass(Math.max(0, due - context.clock.nowMs()));
    const jobs = await context.store.claimDue({
      nowMs: context.clock.nowMs(),
      leaseMs: LEASE_MS,
      limit: 10,
      slots: { perVendor: {}, perMember: 3 },
    });
    for (const job of jobs) await runJob(context, job);
  }
}

function accepted(outcome: { readonly kind: string; readonly job?: Job }): Job {
  if (outcome.job === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.job;
}

describe('a follow-up whose vendor is gone', () => {
  it('hands the picture’s bytes to a vendor that takes them', async () => {
    const { solo, press, end, submissions, posts, context, origin } = await setup(
      taking('bytes', ['zoom-2x', 'pan-left']),
    );
    const picture = await solo();
    expect(picture).toMatchObject({ state: 'done', vendor: 'scripted' });
    const zoomed = await end(accepted(await press(picture.id, single('zoom-2x'))).id);

    expect(zoomed).toMatchObject({ state: 'done', vendor: 'other', parentId: picture.id });
    const request = submissions.at(-1)?.request;
    expect(request).toMatchObject({ action: 'zoom-2x', parent: null, cell: null, prompt: PROMPT });
    expect(Buffer.from(request?.images?.[0]?.bytes ?? [])).toEqual(await colourPng(COLOURS[1]));
    expect(submissions).toHaveLength(2);
    expect(posts.at(-1)?.takenOverBy).toBe('Other');
    const account = await context.store.account(origin().guildId, 2000, context.clock.nowMs());
    expect(account).toMatchObject({ available: 2000 - 16, reserved: 0, spent: 16 });
  });

  it('hands over a link, where there is an address that links can begin with', async () => {
    const { solo, press, end, submissions, context, offered } = await setup(
      taking('link', ['animate-low']),
      { publicUrl: PUBLIC_URL },
    );
    const picture = await solo();
    expect(await offered(picture.id)).toEqual(['al']);
    const { createdAtMs } = await end(accepted(await press(picture.id, single('animate-low'))).id);
    const [cell] = picture.result?.kind === 'image' ? picture.result.cells : [];
    expect(submissions.at(-1)?.request).toMatchObject({
      action: 'animate-low',
      parent: null,
      imageUrls: [cell === undefined ? '' : context.links.linkTo(cell.picture, createdAtMs)],
    });
  });

  it('offers nothing that wants a link where there is no public address', async () => {
    const { solo, press, offered, grid } = await setup({
      ...PROMPTED,
      ...taking('link', ['zoom-2x', 'animate-low'], { imagePrompts: true }),
    });
    const picture = await solo();
    expect(await offered(picture.id)).toEqual([]);
    expect(await offered(grid.id)).toEqual(['u1', 'u2', 'u3', 'u4']);
    expect(await press(picture.id, single('zoom-2x'))).toMatchObject({
      rejection: { kind: 'vendor-unable', why: { kind: 'vendor-gone' } },
    });
  });

  it('varies by the picture in its own prompt, and costs what a generation costs there', async () => {
    const { grid, press, end, submissions, context, offered } = await setup(PROMPTED, {
      publicUrl: PUBLIC_URL,
      settings: { vendorDailyCeiling: { other: 5 } },
    });
    expect(await offered(grid.id)).toEqual([
      ...['u1', 'u2', 'u3', 'u4'],
      ...['v1', 'v2', 'v3', 'v4', 'r'],
    ]);
    const varied = await end(accepted(await press(grid.id, V3)).id);
    expect(varied).toMatchObject({ state: 'done', vendor: 'other' });
    expect(varied.request).toMatchObject({ action: 'vary', cell: 3, prompt: PROMPT });
    const third = grid.result?.kind === 'grid' ? grid.result.cells[2] : undefined;
    const link = third === undefined ? '' : context.links.linkTo(third.picture, varied.createdAtMs);
    expect(submissions.at(-1)?.request).toMatchObject({
      action: 'imagine',
      parent: null,
      prompt: `${link} ${PROMPT}`,
    });
    const day = new Date(context.clock.nowMs()).toISOString().slice(0, 10);
    expect(await context.store.vendorSpentMicros('other', day, 'USD')).toBe(2_000_000);
  });

  it('weighs the picture more where little is to change', async () => {
    const { grid, press, end, submissions, context, origin } = await setup(PROMPTED, {
      publicUrl: PUBLIC_URL,
    });
    await context.store.changeMemberSettings(origin().userId, { variation: 'subtle' });
    const varied = await end(accepted(await press(grid.id, V3)).id);
    expect(varied.request.action).toBe('vary-subtle');
    expect(submissions.at(-1)?.request.prompt).toMatch(/ --iw 2$/);
  });

  it('varies the same picture again under 🔄 of such a variation, as long as it is kept', async () => {
    const { grid, press, end, submissions, context, gone } = await setup(
      { ...PROMPTED, actions: { imagine: {}, reroll: {} } },
      { publicUrl: PUBLIC_URL },
    );
    const varied = await end(accepted(await press(grid.id, V3)).id);
    const third = grid.result?.kind === 'grid' ? grid.result.cells[2] : undefined;
    if (third === undefined) throw new Error('a third picture was made');
    const again = async (parentId: JobId) => {
      const job = await end(accepted(await press(parentId, single('reroll'))).id);
      expect(job).toMatchObject({ state: 'done', vendor: 'other', request: { action: 'reroll' } });
      return { ...job, asked: submissions.at(-1)?.request };
    };
    const first = await again(varied.id);
    const leading = (at: Pick<Job, 'createdAtMs'>) => ({
      action: 'imagine',
      parent: null,
      prompt: `${context.links.linkTo(third.picture, at.createdAtMs)} ${PROMPT}`,
    });
    expect(first.asked).toMatchObject(leading(first));
    const second = await again(first.id);
    expect(second.asked).toMatchObject(leading(second));
    await gone.store.removeFiles([grid.id], context.clock.nowMs());
    expect((await again(second.id)).asked).toMatchObject({
      action: 'reroll',
      parent: { action: 'reroll' },
    });
  });

  it('makes a grid of words again without any picture', async () => {
    const { grid, press, end, submissions } = await setup({ ...PROMPTED, imagePrompts: false });
    const again = await end(accepted(await press(grid.id, single('reroll'))).id);
    expect(again).toMatchObject({ state: 'done', vendor: 'other', request: { action: 'reroll' } });
    expect(submissions.at(-1)?.request).toMatchObject({ action: 'imagine', prompt: PROMPT });
    expect(submissions.at(-1)?.request.imageUrls).toBeUndefined();
  });

  it('edits the same picture again by the same words, at whoever edits pictures', async () => {
    const editing = { ...PROMPTED, actions: { imagine: {}, edit: {} } };
    const mine = await colourPng('#104080');
    const world = await setup(editing, {
      vendor: { capabilities: EDITING },
      fetchPicture: async () => ({ kind: 'fetched', bytes: mine, mediaType: 'image/png' }),
    });
    const asked = await world.before.requestEdit({
      origin: world.origin(),
      action: 'edit',
      files: [{ kind: 'link', url: 'https://pictures.example/mine.png', bytes: null }],
      prompt: 'in deep winter',
    });
    const { id } = accepted(asked);
    await run(world, world.context);
    expect(await world.offered(id)).toContain('r');
    const again = await world.end(accepted(await world.press(id, single('reroll'))).id);
    expect(again).toMatchObject({ state: 'done', vendor: 'other' });
    const request = world.submissions.at(-1)?.request;
    expect(request).toMatchObject({ action: 'edit', prompt: 'in deep winter --ar 1:1' });
    expect(request?.images?.map(({ bytes }) => Buffer.from(bytes))).toEqual([mine]);
  });

  it('is not offered where a part of its prompt would be ignored', async () => {
    const { grid, offered } = await setup(
      { ...PROMPTED, parameters: ['chaos'] },
      { publicUrl: PUBLIC_URL },
    );
    expect(await offered(grid.id)).toEqual(['u1', 'u2', 'u3', 'u4']);
  });

  it('keeps its speed where the other vendor has it, and takes another where not', async () => {
    const { solo, press } = await setup(
      taking('bytes', ['zoom-2x'], { speeds: ['turbo'], version: 'v7' }),
    );
    const outcome = accepted(await press((await solo()).id, single('zoom-2x')));
    expect(outcome.request.speed).toBe('turbo');
    // A turbo grid is twice the price of a fast one.
    expect(outcome.priceCredits).toBe(16);
  });

  it('stays with its own vendor as long as that is set up', async () => {
    const { before, grid, origin } = await setup(taking('bytes', ['vary']));
    const outcome = accepted(
      await before.requestFollowUp({ origin: origin(), parentId: grid.id, button: V3 }),
    );
    expect(outcome.vendor).toBe('scripted');
  });

  it('says in the person’s language who made it, and why', async () => {
    const { solo, press, end, posts } = await setup(taking('bytes', ['zoom-2x']));
    const picture = await solo();
    await end(accepted(await press(picture.id, single('zoom-2x'))).id);
    const post = posts.at(-1);
    if (post === undefined) throw new Error('nothing was posted');
    const said = (locale: string) =>
      finalMessage({
        ...post,
        job: { ...post.job, origin: { ...post.job.origin, locale } },
        mediaTypes: ['image/png'],
      }).content?.split('\n')[1];
    expect(said('en-US')).toBe(
      '-# Made by Other: the service that made the original image is no longer configured here.',
    );
    const german = translatorFor('de').say('result.taken-over', { vendor: 'Other' });
    expect(said('de')).toBe(`-# ${german}`);
    expect(posts.slice(0, -1).map(({ takenOverBy }) => takenOverBy)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
