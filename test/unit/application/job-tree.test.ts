/** `/tree`: who is in a family, who may see it, and how it is drawn. */
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import type { ImagineOutcome } from '#application/requests/fixes.ts';
import { actionTitle } from '#discord/screens/button-text.ts';
import { treeMessage } from '#discord/screens/render-tree.ts';
import type { Button } from '#domain/button.ts';
import { channelId, guildId, type JobId, messageId, userId } from '#domain/ids.ts';
import type { JobRequest } from '#domain/job.ts';
import { translatorFor } from '#i18n/translator.ts';
import { drawTree } from '#images/draw-tree.ts';
import { BOX, treeLayout } from '#images/tree-layout.ts';
import type { TreeBox } from '#ports/pictures.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const U = (cell: 1 | 2 | 3 | 4): Button => ({ action: 'upscale', cell });
const V = (cell: 1 | 2 | 3 | 4): Button => ({ action: 'vary', cell });
const OTHER = userId('150000000000000777');

async function setup() {
  const world = await setupContext({
    memberQueue: { running: 100, waiting: 1000 },
    monthlyCredits: 9999,
  });
  closers.push(world.close);
  const application = createApplication(world.context);
  const done = async (outcome: ImagineOutcome): Promise<JobId> => {
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome));
    for (let turn = 0; turn < 4; turn++) await world.run();
    expect((await world.job(outcome.job.id)).state).toBe('done');
    return outcome.job.id;
  };
  const imagine = async (prompt = 'a fox', origin = world.origin()) =>
    done(await application.requestImagine({ origin, prompt }));
  const press = async (parentId: JobId, button: Button, origin = world.origin()) =>
    done(await application.requestFollowUp({ origin, parentId, button }));
  const { guildId: guild, userId: user, channelId: channel } = world.origin();
  const asker = { guildId: guild, userId: user, channelId: channel };
  const tree = (jobId: JobId, differences: Partial<typeof asker> = {}) =>
    application.jobTree({ ...asker, ...differences, jobId, titleOf });
  return { ...world, application, imagine, press, tree };
}

const titleOf = (request: JobRequest) => actionTitle(translatorFor('en-US'), request);

type Outcome = Awaited<ReturnType<Awaited<ReturnType<typeof setup>>['tree']>>;

const shown = (outcome: Outcome) => {
  if (outcome.kind === 'rejected') throw new Error(JSON.stringify(outcome.rejection));
  return outcome.tree;
};
/** `V3<1`: what each did, and the number of its parent. */
const family = (outcome: Outcome) =>
  shown(outcome).relatives.map(
    ({ job, parent }) => `${titleOf(job.request)}${parent === null ? '' : `<${parent + 1}`}`,
  );

describe('a family', () => {
  it('is what the job was made from, and what was made of it, not its sisters', async () => {
    const { imagine, press, tree } = await setup();
    const grid = await imagine();
    const asked = await press(grid, V(3));
    await press(grid, U(1));
    const solo = await press(asked, U(2));
    await press(solo, { action: 'pan-right', cell: null });
    const outcome = await tree(asked);
    expect(family(outcome)).toEqual(['Imagine', 'V3<1', 'U2<2', 'Pan Right<3']);
    expect(shown(outcome)).toMatchObject({ asked: 1, more: false });
  });

  it('says that there is more than it shows, and always shows the first', async () => {
    const { imagine, press, tree } = await setup();
    const first = await imagine();
    let last = first;
    for (let generation = 0; generation < 8; generation++) last = await press(last, V(1));
    const line = shown(await tree(last));
    expect(line.relatives[0]?.job.id).toBe(first);
    expect(line).toMatchObject({ more: true, asked: 6 });
    for (let child = 0; child < 30; child++) await press(first, U(1));
    const wide = shown(await tree(first));
    expect(wide.relatives).toHaveLength(24);
    expect(wide.more).toBe(true);
  }, 30_000);

  it('never shows what others keep to themselves, nor what hangs on it', async () => {
    const { imagine, press, tree, origin, context } = await setup();
    const grid = await imagine();
    await press(grid, V(1), origin({ userId: OTHER }));
    await context.store.changeMemberSettings(OTHER, { visibility: 'stealth' });
    const hidden = await press(grid, V(2), origin({ userId: OTHER }));
    await press(hidden, V(4), origin({ userId: OTHER }));
    expect(family(await tree(grid))).toEqual(['Imagine', 'V1<1']);
    expect(family(await tree(hidden, { userId: OTHER }))).toEqual(['Imagine', 'V2<1', 'V4<2']);
    expect(await tree(hidden)).toMatchObject({ rejection: { kind: 'job-unknown' } });
  });

  it('never shows what others took away, or what went to their direct messages alone', async () => {
    const { imagine, press, tree, origin, application, job, script } = await setup();
    const grid = await imagine();
    const taken = await press(grid, V(1), origin({ userId: OTHER }));
    const own = await press(taken, V(2));
    const { finalMessageId } = await job(taken);
    if (finalMessageId === null) throw new Error('not posted');
    await application.remarks.takenAway(await job(taken), finalMessageId);
    const direct = channelId('140000000000000888');
    script.post[0] = { kind: 'posted', channelId: direct, messageId: messageId('17') };
    await press(grid, V(3), origin({ userId: OTHER }));
    expect(family(await tree(grid))).toEqual(['Imagine']);
    expect(family(await tree(own))).toEqual(['Imagine', 'V2<1']);
    expect(await tree(taken)).toMatchObject({ rejection: { kind: 'not-yours' } });
    expect(family(await tree(taken, { userId: OTHER }))).toEqual(['Imagine', 'V1<1', 'V2<2']);
  });

  it('of others is seen in their channel alone, and in no other server', async () => {
    const { imagine, tree } = await setup();
    const grid = await imagine();
    const elsewhere = channelId('140000000000000999');
    expect(family(await tree(grid, { userId: OTHER }))).toEqual(['Imagine']);
    expect(family(await tree(grid, { channelId: elsewhere }))).toEqual(['Imagine']);
    expect(await tree(grid, { userId: OTHER, channelId: elsewhere })).toMatchObject({
      rejection: { kind: 'not-yours' },
    });
    expect(await tree(grid, { guildId: guildId('130000000000000999') })).toMatchObject({
      rejection: { kind: 'job-unknown' },
    });
  });

  it('names each job with its link, and the prompt and seed of the one asked for', async () => {
    const { imagine, press, tree } = await setup();
    const grid = await imagine('a `fox` --ar 3:2 --stylize 50');
    const solo = await press(grid, U(2));
    const message = treeMessage(translatorFor('en-US'), shown(await tree(solo)));
    const [embed] = message.embeds ?? [];
    expect(embed?.description).toBe(
      [
        `1 · Imagine · [\`${grid}\`](https://discord.com/channels/130000000000000001/140000000000000001/170000000000000001)`,
        `**2 · U2 ← 1 · [\`${solo}\`](https://discord.com/channels/130000000000000001/140000000000000001/170000000000000001)**`,
      ].join('\n'),
    );
    expect(embed?.fields).toEqual([
      { name: 'Prompt', value: '```\na ˋfoxˋ --ar 3:2 --stylize 50\n```' },
      { name: 'Seed', value: '```\n7\n```' },
    ]);
  });
});

const box = (
  number: number,
  parent: number | null,
  differences: Partial<TreeBox> = {},
): TreeBox => ({
  number,
  parent,
  label: 'V1',
  holds: 'picture',
  thumbnail: null,
  isAsked: false,
  ...differences,
});

describe('the picture of a family', () => {
  it('puts parents above the middle of their children, and no box over another', () => {
    const { placed, width, height } = treeLayout([
      box(1, null),
      box(2, 0),
      box(3, 0),
      box(4, 0),
      box(5, 1),
      box(6, 1),
    ]);
    const at = (number: number) => placed[number - 1] ?? { left: NaN, top: NaN };
    // Whole pixels: half of one may be lost.
    expect(Math.abs(at(2).left - (at(5).left + at(6).left) / 2)).toBeLessThanOrEqual(1);
    expect(Math.abs(at(1).left - (at(2).left + at(4).left) / 2)).toBeLessThanOrEqual(1);
    expect(new Set(placed.map(({ left, top }) => `${left}/${top}`)).size).toBe(6);
    for (const one of placed) {
      for (const other of placed) {
        if (one === other || one.top !== other.top) continue;
        expect(Math.abs(one.left - other.left)).toBeGreaterThanOrEqual(BOX.side + BOX.gapX);
      }
      expect(one.left + BOX.side + BOX.margin).toBeLessThanOrEqual(width);
      expect(one.top + BOX.side + BOX.caption + BOX.margin).toBeLessThanOrEqual(height);
    }
  });

  it('shows thumbnails in their boxes and frames the one asked for', async () => {
    const red = await sharp({
      create: { width: 60, height: 30, channels: 3, background: '#ff0000' },
    })
      .png()
      .toBuffer();
    const boxes = [box(1, null, { thumbnail: red }), box(2, 0, { isAsked: true, holds: 'videos' })];
    const { bytes, mediaType } = await drawTree(boxes);
    expect(mediaType).toBe('image/png');
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
    ];
    const { placed } = treeLayout(boxes);
    const shift = (info.width - treeLayout(boxes).width) / 2;
    const [first, second] = placed;
    const middle = shift + (first?.left ?? 0) + BOX.side / 2;
    expect(pixel(middle, (first?.top ?? 0) + BOX.side / 2)).toEqual([255, 0, 0]);
    expect(pixel(middle, (second?.top ?? 0) - 4)).toEqual([0x58, 0x65, 0xf2]);
  });
});
