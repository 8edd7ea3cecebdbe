/**
 * How: one person of the playground works in stealth, another looks for traces: in the channel, by job ids, and
 * with forged presses.
 */
import type { APIMessage } from 'discord-api-types/v10';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { buttonsInStyle, type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const EPHEMERAL = 64;
const BLUE = 1;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
  await member().command(channel(), 'stealth');
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const owner = () => live.playground.person('owner');
const channel = () => live.playground.channelId('lantern-room');
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;
const current = (id: string) =>
  member()
    .sees(channel())
    .find((message) => message.id === id);
const idOf = (message: APIMessage) =>
  /_([0-9a-z]{16})\.\w+$/.exec(message.attachments[0]?.filename ?? '')?.[1] ?? '?';

/** A private message once it shows its result. */
async function finished({ id }: APIMessage): Promise<APIMessage> {
  const done = () => {
    const message = current(id);
    const hasResult = message !== undefined && (message.components?.length ?? 0) > 0;
    return hasResult && !/%|Waiting/.test(message.content) ? message : null;
  };
  await live.playground.until(() => done() !== null, { timeoutMs: 20_000, what: 'a result' });
  const message = done();
  if (message === null) throw new Error('the result is gone');
  expect((message.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
  return message;
}

async function grid(prompt: string): Promise<APIMessage> {
  return finished(await (await member().command(channel(), 'imagine', { prompt })).reply());
}

describe('a result made in stealth', () => {
  it('has buttons that work for its person and show what was pressed', async () => {
    const message = await grid('a hidden fox');
    const act = await member().press(message, { label: 'U2' });
    const single = await finished(await act.reply());
    await member().press(single, { emoji: '❤️' });
    const blue = (id: string) => buttonsInStyle(current(id) ?? message, BLUE).join();
    await live.playground.until(() => blue(message.id) === 'U2' && blue(single.id) === '❤️', {
      what: 'blue buttons on private messages',
    });
  });

  it('is to everybody else as if it were not there', async () => {
    const message = await grid('a silent owl');
    const id = idOf(message);
    const unknown = await owner().command(channel(), 'show', { job_id: '0000000000000000' });
    const nothing = (await unknown.reply()).embeds;
    for (const command of ['show', 'tree']) {
      const act = await owner().command(channel(), command, { job_id: id });
      expect((await act.reply()).embeds[0]?.description).toBe(nothing[0]?.description);
    }
    // Pressed on a message that has such buttons, as nobody but the bot could post it.
    const tokens = ['u1', 'v1', 'r', 'favourite', 'cancel'];
    const customIds = tokens.map((token) => `f1.${id}.${token}`);
    const decoy = await postButtons(live.playground, channel(), customIds);
    for (const customId of customIds) {
      const act = await owner().press(decoy, { customId });
      expect((await act.reply()).embeds[0]?.description).toBe(nothing[0]?.description);
    }
    expect(JSON.stringify(owner().sees(channel()))).not.toContain('a silent owl');
  });

  it('is named without a link in /info, since none leads there', async () => {
    const id = idOf(await grid('a veiled moon'));
    const info = words(await (await member().command(channel(), 'info')).reply());
    expect(info).toContain(`\`${id}\` a veiled moon`);
    expect(info).not.toContain(`[\`${id}\`]`);
  });
});

it('Imagine all in stealth shows all its jobs to the person alone', async () => {
  const create = { width: 64, height: 64, channels: 3, background: '#1030c0' } as const;
  const bytes = await sharp({ create }).png().toBuffer();
  const image = { name: 'sea.png', bytes, contentType: 'image/png' };
  const before = owner().sees(channel()).length;
  const asked = await (await member().command(channel(), 'describe', { image })).reply();
  const described = await finished(asked);
  const question = await (await member().press(described, { label: 'Imagine all' })).reply();
  const known = new Set(
    member()
      .sees(channel())
      .map(({ id }) => id),
  );
  await member().press(question, { label: 'Yes' });
  const grids = () =>
    member()
      .sees(channel())
      .filter(({ id, attachments }) => !known.has(id) && attachments.length > 0);
  await live.playground.until(() => grids().length === 4, {
    timeoutMs: 40_000,
    what: 'four grids',
  });
  expect(owner().sees(channel())).toHaveLength(before);
});
