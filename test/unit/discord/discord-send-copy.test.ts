import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCopySender } from '#discord/delivery/send-copy.ts';
import type { Job } from '#domain/job.ts';
import { type Edge, listeningLog, setUpEdge } from '#test/fixtures/discord-edge.ts';

const MINUTES_MS = 60_000;

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const sender = () =>
  createCopySender({
    rest: edge.rest,
    botUserId: () => edge.playground.botId,
    clock: { nowMs: edge.clock.nowMs, sleepUntil: async () => {} },
    log: listeningLog().log,
  });

const directs = () => edge.member.sees(edge.member.directChannelId());

async function copyOf(job: Job, mayExist: boolean) {
  const create = { width: 8, height: 8, channels: 3, background: '#204060' } as const;
  const bytes = await sharp({ create }).webp().toBuffer();
  return { job, attachments: [{ bytes, mediaType: 'image/webp' }], mayExist };
}

test('a copy whose answer was lost is found again, however late', async () => {
  const job = await edge.acceptedJob();
  const { send } = sender();
  edge.playground.fault({ kind: 'lose-answer', route: 'create-message' });
  expect(await send(await copyOf(job, false))).toBe('retry');
  edge.clock.advance(30 * MINUTES_MS);
  expect(await send(await copyOf(job, true))).toBe('sent');
  expect(directs()).toHaveLength(1);
});

test('closed direct messages are told to the person alone, and in the channel when that is too late', async () => {
  const job = await edge.acceptedJob();
  edge.playground.fault({ kind: 'close-direct-messages', userId: edge.member.id });
  expect(await sender().send(await copyOf(job, false))).toBe('closed');
  const words = () =>
    edge.member.sees(edge.channelId).filter(({ content }) => content.includes('are closed'));
  await sender().tellClosed(job);
  expect(words().map(({ flags }) => flags)).toEqual([64]);
  edge.clock.advance(16 * MINUTES_MS);
  await sender().tellClosed(job);
  expect(words().map(({ flags }) => (flags ?? 0) & 64)).toEqual([64, 0]);
});
