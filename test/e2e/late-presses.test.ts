/**
 * How: modals are opened, and what they hang on is taken away before they are submitted: the time, the process,
 * the message. Time is the playground's, which is Discord's; the bot's own goes on as ever.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const HOUR_MS = 60 * 60_000;
const EPHEMERAL = 64;

let live: LiveBot;
let aheadMs = 0;
beforeAll(async () => {
  const nowMs = () => Date.now() + aheadMs;
  // A signature an hour ahead of the bot's clock is refused, and rightly.
  live = await startLiveBot({
    interactions: 'gateway',
    environment: { STUDIO_SECONDS: '0' },
    nowMs,
  });
  await member().command(channel(), 'prefer remix', {});
});
afterAll(async () => {
  await live?.close();
});

const member = () => live.playground.person('member');
const channel = () => live.playground.channelId('lantern-room');
const replyTo = (id: string) =>
  live.final(channel(), (message) => message.message_reference?.message_id === id);

async function grid(): Promise<APIMessage> {
  const act = await member().command(channel(), 'imagine', { prompt: 'a fox' });
  return replyTo((await act.reply()).id);
}

async function modalOn(message: APIMessage) {
  const act = await member().press(message, { label: 'V2' });
  expect(JSON.stringify(act.modal())).toContain('"value":"a fox"');
  return act;
}

it('a modal that is submitted an hour later makes its job', async () => {
  const message = await grid();
  const modal = await modalOn(message);
  aheadMs += HOUR_MS;
  await member().submitModal(modal, { prompt: 'a late wolf' });
  expect((await replyTo(message.id)).content).toContain('**a late wolf** - Remix (Strong) by');
});

it('a modal that is submitted after a restart makes its job', async () => {
  const message = await grid();
  const modal = await modalOn(message);
  await live.killAndRestart();
  await member().submitModal(modal, { prompt: 'a new wolf' });
  expect((await replyTo(message.id)).content).toContain('**a new wolf** - Remix (Strong) by');
});

it('a modal whose message is gone makes its job all the same, once', async () => {
  const message = await grid();
  const modal = await modalOn(message);
  await member().contextCommand(channel(), 'Cancel Job', message.id);
  expect(live.playground.messages.all(channel()).map(({ id }) => id)).not.toContain(message.id);
  await member().submitModal(modal, { prompt: 'a lost wolf' });
  const fits = ({ content }: APIMessage) => content.includes('**a lost wolf** - Remix (Strong)');
  await live.final(channel(), fits);
  await member().command(channel(), 'imagine', { prompt: 'a marker' });
  await live.final(channel(), ({ content }) => content.includes('a marker'));
  expect(live.finals(channel()).filter(fits)).toHaveLength(1);
});

it('a press on a message that goes at that moment makes its job all the same', async () => {
  await member().command(channel(), 'prefer remix', {});
  const message = await grid();
  const pressing = member().press(message, { label: 'V3' });
  const removing = member().contextCommand(channel(), 'Cancel Job', message.id);
  await Promise.all([pressing, removing]);
  const made = await live.final(
    channel(),
    ({ id, content }) => id > message.id && content.includes('Variations (Strong) by'),
  );
  expect(made.attachments).toHaveLength(1);
});

it.each([
  ['Cancel Job', 'That message shows no job of yours'],
  ['DM Results', 'That message shows no job of yours'],
  ['Report Job', 'That message does not show a job. Use this on'],
])(
  '%s on a message that is none of the bot’s is refused for that person alone',
  async (command, says) => {
    const foreign = live.playground.person('owner').send(channel(), 'f1.0000000000000000.u1');
    const reply = await (await member().contextCommand(channel(), command, foreign.id)).reply();
    expect((reply.flags ?? 0) & EPHEMERAL).toBe(EPHEMERAL);
    expect(JSON.stringify(reply.embeds)).toContain(says);
    expect(live.playground.messages.all(channel()).map(({ id }) => id)).toContain(foreign.id);
  },
);
