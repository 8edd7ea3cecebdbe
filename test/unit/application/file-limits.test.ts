/**
 * How large files may be is asked of the place where they are shown, not of the one where the job was started: a server
 * gains and loses boosts, and direct messages have none. How: picture work that writes down what it is to fit into.
 */
import { afterEach, expect, it } from 'vitest';
import { createApplication } from '#application/create-application.ts';
import { setupContext } from '#test/fixtures/app-context.ts';

const MIB = 1024 * 1024;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A grid and one of its pictures alone, made in a server that takes files of 50 MiB. */
async function setup() {
  const world = await setupContext();
  closers.push(world.close);
  const limits: number[] = [];
  const { pictures } = world.context;
  const fitToLimit: typeof pictures.fitToLimit = async (picture, bytesMax) => {
    limits.push(bytesMax);
    return picture;
  };
  const context = { ...world.context, pictures: { ...pictures, fitToLimit } };
  const application = createApplication(context);
  const origin = () => world.origin({ attachmentBytesMax: 50 * MIB });
  const grid = await application.requestImagine({ origin: origin(), prompt: 'a boat' });
  if (grid.kind !== 'accepted') throw new Error(grid.kind);
  for (let n = 0; n < 2; n += 1) await world.run();
  const button = { action: 'upscale', cell: 2 } as const;
  const single = await application.requestFollowUp({
    ...{ origin: origin(), parentId: grid.job.id, button },
  });
  if (single.kind !== 'accepted') throw new Error(single.kind);
  for (let n = 0; n < 2; n += 1) await world.run();
  const { guildId, userId, channelId } = origin();
  const shown = { guildId, userId, jobId: single.job.id };
  limits.splice(0);
  return { application, limits, shown, place: { channelId } };
}

it('/show fits its files to what the server takes today', async () => {
  const { application, limits, shown, place } = await setup();
  for (const bytesMax of [100 * MIB, 10 * MIB]) {
    expect(await application.showJob({ ...shown, place, bytesMax })).toMatchObject({
      kind: 'shown',
    });
  }
  expect(limits).toEqual([100 * MIB, 10 * MIB]);
});

it('what is sent by direct message fits there, whatever the server takes', async () => {
  const { application, limits, shown } = await setup();
  expect(await application.singleResults(shown)).toMatchObject({ kind: 'results' });
  expect(limits).toEqual([10 * MIB]);
});
