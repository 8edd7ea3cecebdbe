/** How: the desk over a real store and archive; the links are opened and submitted as a page would. */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { acceptJob } from '#application/requests/accept-job.ts';
import { decodeCustomId, encodeCustomId } from '#discord/components/custom-id.ts';
import { CELLS, partsOf } from '#domain/geometry.ts';
import { messageId, userId } from '#domain/ids.ts';
import type { CheckOutcome } from '#ports/vendor.ts';
import { colourPng, setupContext } from '#test/fixtures/app-context.ts';
import { JOB_ID } from '#test/fixtures/discord-job.ts';
import { newJobRequest } from '#test/fixtures/jobs.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const SIDE = 32;
const maskOf = (width: number, side = SIDE, across = side) =>
  sharp({ create: { width: across, height: side, channels: 3, background: '#000' } })
    .composite(
      width === 0
        ? []
        : [
            {
              input: { create: { width, height: side, channels: 3, background: '#fff' } },
              left: 0,
              top: 0,
            },
          ],
    )
    .png()
    .toBuffer();

/** Four times the same picture, byte for byte as a vendor delivers it. */
const resultOf = (bytes: Buffer): CheckOutcome => ({
  kind: 'finished',
  output: {
    pictures: CELLS.map((cell) => ({ cell, source: { kind: 'bytes', bytes } })),
    composite: null,
    handle: { task: 't1' },
    seed: 7,
  },
});

async function setup(publicUrl?: string, rewrites = true, made?: Buffer) {
  const bytes = await colourPng('#336699', SIDE);
  const world = await setupContext({
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(made === undefined ? {} : { script: { check: [resultOf(made)] } }),
    vendor: {
      capabilities: {
        actions: { imagine: {}, 'vary-region': rewrites ? { rewrites: true } : {} },
        speeds: ['fast'],
        promptCharactersMax: 2000,
        imagePrompts: false,
        parameters: 'all',
      },
    },
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const accepted = await acceptJob(world.context, {
    origin: world.origin(),
    ...newJobRequest({ action: 'imagine', prompt: 'a boat' }),
    vendor: 'scripted',
    parent: null,
  });
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind);
  for (let n = 0; n < 20 && (await world.job(accepted.job.id)).dueAtMs !== null; n++) {
    await world.run();
  }
  const taken = await application.requestFollowUp({
    origin: world.origin(),
    parentId: accepted.job.id,
    button: { action: 'upscale', cell: 1 },
  });
  if (taken.kind !== 'accepted') throw new Error(JSON.stringify(taken));
  for (let n = 0; n < 20 && (await world.job(taken.job.id)).dueAtMs !== null; n++) {
    await world.run();
  }
  const press = { origin: world.origin(), parentId: taken.job.id, roleIds: [] };
  const remix = () =>
    world.context.store.changeMemberSettings(press.origin.userId, { remix: true });
  const linkToken = async () => {
    const offer = await application.region.offer(press);
    if (offer.kind !== 'link') throw new Error(offer.kind);
    expect(offer.url).toMatch(/^https:\/\/bot\.example\/region\/[\w-]+$/);
    return offer.url.split('/').at(-1) ?? '';
  };
  return { ...world, bytes, remix, application, service: application.region, press, linkToken };
}

const PUBLIC = 'https://bot.example';

describe('a link to the editor', () => {
  it('opens with the picture, and starts one job with the mask and the parent’s words', async () => {
    const { service, linkToken, context, run, job, submissions } = await setup(PUBLIC);
    const use = { token: await linkToken(), browser: 'mine' };
    expect(await service.open(use)).toMatchObject({
      kind: 'opened',
      prompt: 'a boat',
      picture: { width: SIDE, height: SIDE },
    });
    expect(await service.pictureOf(use)).toMatchObject({
      kind: 'found',
      file: { mediaType: 'image/png' },
    });
    const sent = await service.submit(use, { mask: await maskOf(8), prompt: 'a boat' });
    if (sent.kind !== 'accepted') throw new Error(JSON.stringify(sent));
    expect(sent.job.request).toMatchObject({ action: 'vary-region', prompt: 'a boat' });
    expect(sent.job.request).not.toHaveProperty('remixed');
    for (let n = 0; n < 20 && (await job(sent.job.id)).dueAtMs !== null; n++) await run();
    const mask = submissions.at(-1)?.request.mask ?? new Uint8Array();
    const { data, info } = await sharp(mask).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SIDE, SIDE]);
    expect([data[0], data[7 * info.channels], data[8 * info.channels]]).toEqual([255, 255, 0]);
    expect(await context.archive.get(sent.job.request.mask ?? '')).not.toBeNull();
    expect(await service.submit(use, { mask: await maskOf(8), prompt: 'a boat' })).toEqual({
      kind: 'used',
    });
    expect(await service.open(use)).toEqual({ kind: 'used' });
  });

  it('takes other words under remix, and refuses those that make no prompt', async () => {
    const { service, linkToken, remix } = await setup(PUBLIC);
    await remix();
    const use = { token: await linkToken(), browser: 'mine' };
    await service.open(use);
    const mask = await maskOf(8);
    expect(await service.submit(use, { mask, prompt: 'a ship --ar 0:0' })).toMatchObject({
      rejection: { kind: 'prompt-problem' },
    });
    expect(await service.submit(use, { mask, prompt: 'a red ship' })).toMatchObject({
      kind: 'accepted',
      job: { request: { prompt: 'a red ship', remixed: true } },
    });
  });

  it.each([
    ['remix is off', true, false, 'with-remix'],
    ['the vendor would not heed others', false, true, 'kept'],
  ])('keeps the parent’s words where %s, and says so', async (_, rewrites, isRemix, words) => {
    const { service, linkToken, remix } = await setup(PUBLIC, rewrites);
    if (isRemix) await remix();
    const use = { token: await linkToken(), browser: 'mine' };
    expect(await service.open(use)).toMatchObject({ words });
    const sent = await service.submit(use, { mask: await maskOf(8), prompt: 'a red ship' });
    expect(sent).toMatchObject({ kind: 'accepted', job: { request: { prompt: 'a boat' } } });
  });

  it.each([
    ['empty', maskOf(0)],
    ['whole', maskOf(SIDE)],
    ['wrong-size', maskOf(8, SIDE * 2)],
    ['not-a-mask', Promise.resolve(Buffer.from('<svg/>'))],
  ] as const)('refuses a mask that is %s, and stays open', async (why, making) => {
    const { service, linkToken } = await setup(PUBLIC);
    const use = { token: await linkToken(), browser: 'mine' };
    await service.open(use);
    expect(await service.submit(use, { mask: await making, prompt: 'a boat' })).toEqual({
      kind: 'rejected',
      rejection: { kind: 'region-refused', why },
    });
    expect(await service.open(use)).toMatchObject({ kind: 'opened' });
  });

  it('belongs to the browser that opened it first, also when two do at once', async () => {
    const { service, linkToken } = await setup(PUBLIC);
    const token = await linkToken();
    const both = await Promise.all(
      ['one', 'two'].map((browser) => service.open({ token, browser })),
    );
    expect(both.map(({ kind }) => kind)).toEqual(['opened', 'elsewhere']);
    const other = { token, browser: 'two' };
    expect(await service.pictureOf(other)).toEqual({ kind: 'elsewhere' });
    expect(await service.submit(other, { mask: await maskOf(8), prompt: 'a boat' })).toEqual({
      kind: 'elsewhere',
    });
  });

  it('ends when its person presses again, whoever opened it meanwhile', async () => {
    const { service, linkToken } = await setup(PUBLIC);
    const stolen = { token: await linkToken(), browser: 'a stranger' };
    expect(await service.open(stolen)).toMatchObject({ kind: 'opened' });
    const fresh = { token: await linkToken(), browser: 'mine' };
    expect(await service.submit(stolen, { mask: await maskOf(8), prompt: 'a boat' })).toEqual({
      kind: 'unknown',
    });
    expect(await service.open(fresh)).toMatchObject({ kind: 'opened' });
  });

  it('shows nothing once the picture was taken away', async () => {
    const { service, linkToken, application, press, job: jobOf } = await setup(PUBLIC);
    const use = { token: await linkToken(), browser: 'mine' };
    expect(await service.open(use)).toMatchObject({ kind: 'opened' });
    const job = await jobOf(press.parentId);
    if (job.finalMessageId === null) throw new Error('not delivered');
    await application.remarks.takenAway(job, job.finalMessageId);
    const withdrawn = { kind: 'withdrawn' };
    expect(await service.open(use)).toEqual(withdrawn);
    expect(await service.pictureOf(use)).toEqual(withdrawn);
    expect(await service.senderOf(use)).toEqual(withdrawn);
    expect(await service.submit(use, { mask: await maskOf(8), prompt: 'a boat' })).toEqual(
      withdrawn,
    );
  });

  it('is not kept waiting by another person’s region that is slow to be stored', async () => {
    const { service: own, linkToken, press, context, origin } = await setup(PUBLIC);
    const [stored, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    const stage: typeof context.archive.stage = async (bytes, mediaType) => {
      asked.resolve();
      if (++calls === 1) await stored.promise;
      return context.archive.stage(bytes, mediaType);
    };
    const slow = createApplication({ ...context, archive: { ...context.archive, stage } }).region;
    const other = { ...press, origin: origin({ userId: userId('150000000000000009') }) };
    const offered = await own.offer(other);
    if (offered.kind !== 'link') throw new Error(offered.kind);
    const theirs = { token: offered.url.split('/').at(-1) ?? '', browser: 'theirs' };
    const mine = { token: await linkToken(), browser: 'mine' };
    for (const use of [mine, theirs]) {
      expect(await slow.open(use)).toMatchObject({ kind: 'opened' });
    }
    const first = slow.submit(mine, { mask: await maskOf(8), prompt: 'a boat' });
    await asked.promise;
    // One of a person at a time, so that one person's masks do not fill the memory.
    expect(await slow.submit(mine, { mask: await maskOf(8), prompt: 'a boat' })).toEqual({
      kind: 'busy',
    });
    expect(await slow.open(theirs)).toMatchObject({ kind: 'opened' });
    expect(await slow.pictureOf(theirs)).toMatchObject({ kind: 'found' });
    expect(await slow.submit(theirs, { mask: await maskOf(0), prompt: 'a boat' })).toMatchObject({
      kind: 'rejected',
    });
    const second = await slow.submit(theirs, { mask: await maskOf(8), prompt: 'a boat' });
    expect(second.kind).toBe('accepted');
    stored.resolve();
    expect((await first).kind).toBe('accepted');
  });

  it('leaves nothing behind', async () => {
    const { service, linkToken, pass } = await setup(PUBLIC);
    const old = { token: await linkToken(), browser: 'mine' };
    await service.open(old);
    pass(14 * 60_000);
    expect(await service.open(old)).toEqual({ kind: 'expired' });
    pass(2 * 60 * 60_000);
    await linkToken();
    expect(await service.open(old)).toEqual({ kind: 'unknown' });
  });

  it('ends in time, and leads nowhere when it was never given or never opened', async () => {
    const { service, linkToken, pass } = await setup(PUBLIC);
    const token = await linkToken();
    const mask = await maskOf(8);
    expect(await service.open({ token: 'guessed', browser: 'mine' })).toEqual({ kind: 'unknown' });
    expect(await service.submit({ token, browser: 'mine' }, { mask, prompt: 'a boat' })).toEqual({
      kind: 'unknown',
    });
    pass(14 * 60_000);
    expect(await service.open({ token, browser: 'mine' })).toEqual({ kind: 'expired' });
  });

  it('is given for a picture that offers it alone', async () => {
    const { service, press, origin } = await setup(PUBLIC);
    const elsewhere = { ...press.origin, guildId: origin().guildId };
    expect(await service.offer({ ...press, parentId: JOB_ID, origin: elsewhere })).toMatchObject({
      kind: 'rejected',
      rejection: { kind: 'button-stale', jobId: JOB_ID },
    });
  });
});

describe('a picture that is stored lying down and shown upright', () => {
  /** 48 x 32 in the file, 32 x 48 to whoever looks at it. */
  const lying = () =>
    sharp({ create: { width: 48, height: SIDE, channels: 3, background: '#369' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();

  it('has a mask of the measure that is shown, whoever draws it', async () => {
    const { service, linkToken, context } = await setup(PUBLIC, true, await lying());
    const use = { token: await linkToken(), browser: 'mine' };
    expect(await service.open(use)).toMatchObject({ picture: { width: SIDE, height: 48 } });
    const asStored = await maskOf(8, SIDE, 48);
    expect(await service.submit(use, { mask: asStored, prompt: 'a boat' })).toMatchObject({
      rejection: { kind: 'region-refused', why: 'wrong-size' },
    });
    const asShown = await maskOf(8, 48, SIDE);
    const sent = await service.submit(use, { mask: asShown, prompt: 'a boat' });
    if (sent.kind !== 'accepted') throw new Error(JSON.stringify(sent));
    const kept = (await context.archive.get(sent.job.request.mask ?? '')) ?? new Uint8Array();
    expect(await sharp(kept).metadata()).toMatchObject({ width: SIDE, height: 48 });
  });

  it('has nine parts of that measure', async () => {
    const { service, press, context } = await setup(undefined, true, await lying());
    const outcome = await service.submitParts(press, [2]);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const kept = (await context.archive.get(outcome.job.request.mask ?? '')) ?? new Uint8Array();
    const { data, info } = await sharp(kept).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([SIDE, 48]);
    const at = (x: number, y: number) => data[(y * SIDE + x) * info.channels];
    expect([at(SIDE - 1, 15), at(SIDE - 1, 16), at(20, 15)]).toEqual([255, 0, 0]);
  });
});

describe('the nine parts', () => {
  it('cover a picture of any size exactly once', () => {
    for (const size of [
      { width: 1024, height: 1024 },
      { width: 101, height: 50 },
    ]) {
      const area = partsOf(size).reduce((sum, { width, height }) => sum + width * height, 0);
      expect(area).toBe(size.width * size.height);
    }
  });

  it('are offered where there is no public address, and make the mask', async () => {
    const { service, press, run, job, submissions } = await setup();
    expect(await service.offer(press)).toMatchObject({ kind: 'parts', mediaType: 'image/webp' });
    const outcome = await service.submitParts(press, [0, 8]);
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    for (let n = 0; n < 20 && (await job(outcome.job.id)).dueAtMs !== null; n++) await run();
    const mask = submissions.at(-1)?.request.mask ?? new Uint8Array();
    const { data, info } = await sharp(mask).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => data[(y * SIDE + x) * info.channels];
    expect([at(0, 0), at(16, 16), at(31, 31), at(31, 0)]).toEqual([255, 0, 255, 0]);
  });

  it.each([
    ['empty', []],
    ['whole', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ] as const)('refuse what is %s', async (why, parts) => {
    const { service, press } = await setup();
    expect(await service.submitParts(press, parts)).toEqual({
      kind: 'rejected',
      rejection: { kind: 'region-refused', why },
    });
  });

  it('ask for the words under remix alone; unchanged, they are the plain region', async () => {
    const { service, press, remix, origin } = await setup();
    expect(await service.modalFor(press)).toBeNull();
    await remix();
    expect(await service.modalFor(press)).toBe('a boat');
    const at = () => ({
      ...press,
      origin: { ...press.origin, interactionId: origin().interactionId },
    });
    const [plain, other, wrong] = [
      await service.submitParts(at(), [0], 'a boat'),
      await service.submitParts(at(), [0], 'a red boat'),
      await service.submitParts(at(), [0], 'a red boat --nonsense'),
    ];
    expect(plain).toMatchObject({ kind: 'accepted', job: { request: { prompt: 'a boat' } } });
    expect(JSON.stringify(plain)).not.toContain('remixed');
    expect(other).toMatchObject({ job: { request: { prompt: 'a red boat', remixed: true } } });
    expect(wrong).toMatchObject({ rejection: { kind: 'prompt-problem' } });
  });

  it('ask for no words that the vendor would not heed', async () => {
    const { service, press, remix } = await setup(undefined, false);
    await remix();
    expect(await service.modalFor(press)).toBeNull();
    expect(await service.submitParts(press, [0], 'a red boat')).toMatchObject({
      job: { request: { prompt: 'a boat' } },
    });
  });

  it('are read from a button as they were written, and from nothing else', () => {
    const id = {
      kind: 'region',
      jobId: JOB_ID,
      chosen: [0, 8],
      press: 4,
      sourceMessageId: messageId('1100000000000000401'),
    } as const;
    const text = encodeCustomId(id);
    expect(decodeCustomId(text)).toEqual(id);
    for (const forged of [
      `${text}x`,
      text.replace('r1', 'r2'),
      text.replace('.4.', '.9.'),
      '',
      'r1....',
    ]) {
      expect(decodeCustomId(forged)).toBeNull();
    }
  });
});

it('vary-region without a region is refused, whoever asks', async () => {
  const { application, press } = await setup();
  const outcome = await application.requestFollowUp({
    ...press,
    button: { action: 'vary-region', cell: null },
  });
  expect(outcome).toMatchObject({ rejection: { kind: 'region-refused', why: 'empty' } });
});
