import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Button } from '#domain/button.ts';
import { messageId } from '#domain/ids.ts';
import type { Job } from '#domain/job.ts';
import type { Attachment, FinalPost } from '#ports/messenger.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';

const BUTTONS: readonly Button[] = [
  { action: 'upscale', cell: 1 },
  { action: 'reroll', cell: null },
];

let picture: Attachment;
beforeAll(async () => {
  const image = sharp({ create: { width: 64, height: 48, channels: 3, background: '#204060' } });
  picture = { bytes: await image.webp().toBuffer(), mediaType: 'image/webp' };
});

let edge: Edge;
beforeEach(async () => {
  edge = await setUpEdge();
});
afterEach(() => edge.stop());

const finalOf = (job: Job, mayExist = false): FinalPost => ({
  job: { ...job, state: 'delivering' },
  attachments: [picture],
  leftOut: 0,
  buttons: BUTTONS,
  pressed: [],
  mayExist,
});

const seen = (channelId = edge.channelId) => edge.playground.messages.all(channelId);
const contents = (channelId = edge.channelId) => seen(channelId).map(({ content }) => content);

describe('a result', () => {
  test('is a new message that answers and replaces the progress message', async () => {
    const job = await edge.acceptedJob();
    const outcome = await edge.messenger.postFinal(finalOf(job));
    const [message, ...others] = seen();
    expect(others).toEqual([]);
    expect(outcome).toEqual({
      kind: 'posted',
      channelId: edge.channelId,
      messageId: message?.id,
    });
    expect(message?.content).toBe(`**a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (fast)`);
    expect(message?.message_reference?.message_id).toBe(job.progressMessageId);
    expect(message?.mentions.map(({ id }) => id)).toEqual([edge.member.id]);
    expect(message?.attachments.map(({ filename }) => filename)).toEqual([
      `milan_a_lighthouse_in_fog_${job.id}.webp`,
    ]);
    expect(edge.playground.traffic.count('create-message')).toBe(1);
  });

  test('of a press answers the message whose button was pressed', async () => {
    const source = edge.member.send(edge.channelId, 'an earlier result');
    const job = await edge.acceptedJob({
      request: { action: 'upscale', cell: 2 },
      origin: { sourceMessageId: messageId(source.id) },
    });
    await edge.messenger.postFinal(finalOf(job));
    const message = seen().at(-1);
    expect(message?.content).toBe(
      `**a lighthouse in fog --ar 3:2** - Image #2 <@${edge.member.id}>`,
    );
    expect(message?.message_reference?.message_id).toBe(source.id);
  });

  test.each(['lose-answer', 'lose-request'] as const)(
    'is posted once although the first try ended in %s',
    async (kind) => {
      const job = await edge.acceptedJob();
      edge.playground.fault({ kind, route: 'create-message' });
      const first = await edge.messenger.postFinal(finalOf(job));
      expect(first.kind).toBe('retry');
      // Longer than Discord honours a nonce: the search alone can tell.
      edge.clock.advance(20 * 60_000);
      const second = await edge.messenger.postFinal(finalOf(job, true));
      expect(second.kind).toBe('posted');
      expect(contents()).toEqual([
        `**a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (fast)`,
      ]);
    },
  );

  test('repeated at once is the same message, even without a search', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'lose-answer', route: 'create-message' });
    await edge.messenger.postFinal(finalOf(job));
    const again = await edge.messenger.postFinal(finalOf(job));
    expect(again).toMatchObject({ kind: 'posted', messageId: seen()[0]?.id });
    expect(contents()).toHaveLength(1);
  });

  test('without buttons is found again by its file', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'lose-answer', route: 'create-message' });
    await edge.messenger.postFinal({ ...finalOf(job), buttons: [] });
    edge.clock.advance(20 * 60_000);
    await edge.messenger.postFinal({ ...finalOf(job, true), buttons: [] });
    expect(contents()).toHaveLength(1);
  });

  test('is found again behind two hundred other messages', async () => {
    const job = await edge.acceptedJob();
    for (let i = 0; i < 150; i++) edge.member.send(edge.channelId, `before ${i}`);
    edge.playground.fault({ kind: 'lose-answer', route: 'create-message' });
    await edge.messenger.postFinal(finalOf(job));
    for (let i = 0; i < 60; i++) edge.member.send(edge.channelId, `after ${i}`);
    edge.clock.advance(20 * 60_000);
    await edge.messenger.postFinal(finalOf(job, true));
    expect(contents().filter((content) => content.endsWith('(fast)'))).toHaveLength(1);
  });

  test('of another job is not taken for this one', async () => {
    const job = await edge.acceptedJob();
    const other = await edge.acceptedJob();
    await edge.messenger.postFinal(finalOf(other));
    await edge.messenger.postFinal(finalOf(job, true));
    expect(contents()).toHaveLength(2);
  });

  test('is posted once although its progress message goes only at the second try', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'refuse', route: 'delete-follow-up', status: 503 });
    const first = await edge.messenger.postFinal(finalOf(job));
    expect(first.kind).toBe('retry');
    expect(contents()).toHaveLength(2);
    const second = await edge.messenger.postFinal(finalOf({ ...job, attempts: 1 }, true));
    expect(second.kind).toBe('posted');
    expect(contents()).toEqual([`**a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (fast)`]);
  });

  test('counts as posted where its progress message stays in spite of four tries', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'refuse', route: 'delete-follow-up', status: 503 });
    const outcome = await edge.messenger.postFinal(finalOf({ ...job, attempts: 4 }));
    expect(outcome.kind).toBe('posted');
  });

  test('removes its progress message by the bot when the token is dead', async () => {
    const job = await edge.acceptedJob();
    edge.clock.advance(16 * 60_000);
    await edge.messenger.postFinal(finalOf(job));
    expect(contents()).toEqual([`**a lighthouse in fog --ar 3:2** - <@${edge.member.id}> (fast)`]);
  });

  test('is posted without a reference where the bot may not read what it would answer', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'refuse', route: 'create-message', status: 403, code: 160002 });
    expect((await edge.messenger.postFinal(finalOf(job))).kind).toBe('posted');
    expect(seen()[0]?.message_reference).toBeUndefined();
  });

  test('goes to the person directly, without buttons, when the channel is gone', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'delete-channel', channelId: edge.channelId });
    const outcome = await edge.messenger.postFinal(finalOf({ ...job, result: null }));
    const direct = edge.member.directChannelId();
    expect(outcome).toMatchObject({ kind: 'posted', channelId: direct });
    const [message] = seen(direct);
    expect(message?.components).toEqual([]);
    expect(message?.embeds[0]?.description).toContain(`<#${edge.channelId}>`);
    expect(message?.attachments).toHaveLength(1);
  });

  test('is impossible to post when the channel is gone and direct messages are closed', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'delete-channel', channelId: edge.channelId });
    edge.playground.fault({ kind: 'close-direct-messages', userId: edge.member.id });
    const outcome = await edge.messenger.postFinal(finalOf(job));
    expect(outcome.kind).toBe('impossible');
  });

  test('that is too large for the place comes back with a smaller size to try', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'lower-file-limit', bytes: 20 });
    const length = 200 * 1024;
    const large = { bytes: new Uint8Array(length), mediaType: 'image/webp' };
    expect(await edge.messenger.postFinal({ ...finalOf(job), attachments: [large] })).toMatchObject(
      {
        kind: 'retry',
        attachmentBytesMax: Math.floor(length * 0.75),
      },
    );
    const small = { ...job, origin: { ...job.origin, attachmentBytesMax: 10 } };
    expect(await edge.messenger.postFinal(finalOf(small))).toMatchObject({
      kind: 'retry',
      attachmentBytesMax: 10,
    });
  });

  test('waits as long as Discord says and no longer', async () => {
    const job = await edge.acceptedJob();
    edge.playground.fault({ kind: 'rate-limit', route: 'create-message', retryAfterMs: 30_000 });
    const outcome = await edge.messenger.postFinal(finalOf(job));
    expect(outcome.kind === 'retry' ? outcome.afterMs : 0).toBeGreaterThanOrEqual(29_000);
  });
});

describe('a notice', () => {
  const failed = (job: Job): Job => ({
    ...job,
    state: 'failed',
    failure: { kind: 'moderated', detail: 'a banned word' },
  });

  test('takes the place of the progress message, however often it is shown', async () => {
    const job = failed(await edge.acceptedJob());
    expect(await edge.messenger.showNotice(job)).toEqual({ kind: 'shown' });
    expect(await edge.messenger.showNotice(job)).toEqual({ kind: 'shown' });
    const [message, ...others] = seen();
    expect(others).toEqual([]);
    expect(message?.id).toBe(job.progressMessageId);
    expect(message?.embeds[0]?.title).toBe('Request cancelled due to filters');
  });

  test('of a stopped job keeps its line', async () => {
    const job = await edge.acceptedJob();
    await edge.messenger.showNotice({ ...job, state: 'cancelled' });
    expect(contents()[0]).toContain('(Stopped)');
  });

  test('is posted once when the progress message was removed by somebody', async () => {
    const job = failed(await edge.acceptedJob());
    edge.playground.fault({ kind: 'refuse', route: '*', status: 404, code: 10008 });
    expect(await edge.messenger.showNotice(job)).toEqual({ kind: 'shown' });
    expect(seen().map(({ embeds }) => embeds.length)).toEqual([0, 1]);
  });

  test('reaches the person directly when the channel is gone', async () => {
    const job = failed(await edge.acceptedJob());
    edge.playground.fault({ kind: 'delete-channel', channelId: edge.channelId });
    expect(await edge.messenger.showNotice(job)).toEqual({ kind: 'shown' });
    const [message] = seen(edge.member.directChannelId());
    expect(message?.embeds.map(({ title }) => title)).toEqual([
      'Request cancelled due to filters',
      'Sent here instead',
    ]);
  });

  test('can be tried again when Discord is down', async () => {
    const job = failed(await edge.acceptedJob());
    edge.playground.fault({ kind: 'refuse', route: '*', status: 503 });
    expect((await edge.messenger.showNotice(job)).kind).toBe('retry');
  });
});
