/** How: people in the playground react to the bot's messages, and the channel and their direct messages are read. */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '1', REACTIONS: 'true' } });
});
afterAll(async () => {
  await live?.close();
});

const person = (role: string) => live.playground.person(role);
const channel = () => live.playground.channelId('lantern-room');
const shown = (id: string) => live.playground.messages.all(channel()).find((m) => m.id === id);
const directsOf = (role: string) => person(role).sees(person(role).directChannelId());
const until = (done: () => boolean, what: string) =>
  live.playground.until(() => done(), { timeoutMs: 20_000, what });

async function imagine(role = 'member'): Promise<APIMessage> {
  return (await person(role).command(channel(), 'imagine', { prompt: 'a fox' })).reply();
}

async function grid(role = 'member'): Promise<APIMessage> {
  const progress = await imagine(role);
  return live.final(channel(), (m) => m.message_reference?.message_id === progress.id);
}

it('✉️ sends the pictures singly with prompt, job id and seed, to the owner alone', async () => {
  const message = await grid();
  person('owner').react(message, '✉️');
  person('member').react(message, '👍');
  person('member').react(message, '✉️');
  await until(() => directsOf('member').length > 0, 'a direct message');
  const [direct] = directsOf('member');
  expect(direct?.content).toMatch(
    /^\*\*a fox\*\*\n\*\*Job ID\*\*: [0-9a-z]{16}\n\*\*seed\*\* \d+$/,
  );
  expect(direct?.attachments).toHaveLength(4);
  // Taken away and given again, it is the same wish; a cross ends the wait for nothing.
  person('member').react(message, '✉️', false);
  person('member').react(message, '✉️');
  person('member').react(await grid(), '❌');
  await until(() => live.playground.messages.all(channel()).length === 1, 'the second grid to go');
  expect(directsOf('member')).toHaveLength(1);
  expect(directsOf('owner')).toEqual([]);
});

it('❌ takes one’s own finished message away, and nobody else’s', async () => {
  const message = await grid();
  const other = await grid('owner');
  person('owner').react(message, '❌');
  person('owner').react(other, '❌');
  await until(() => shown(other.id) === undefined, 'the message to go');
  expect(shown(message.id)).toBeDefined();
  person('member').react(message, '❌');
  await until(() => shown(message.id) === undefined, 'the message to go');
});

it('❌ stops one’s own job in progress, and nobody else’s', async () => {
  const progress = await imagine();
  person('owner').react(progress, '❌');
  person('member').react(progress, '❌');
  await until(() => shown(progress.id)?.content.includes('(Stopped)') === true, 'the job to stop');
  const foreign = await imagine();
  person('owner').react(foreign, '❌');
  const done = await live.final(channel(), (m) => m.message_reference?.message_id === foreign.id);
  expect(done.attachments).toHaveLength(1);
});

it('in direct messages ❌ removes what the bot sent', async () => {
  const before = directsOf('member').length;
  const [direct] = directsOf('member');
  if (direct === undefined) throw new Error('there is no direct message to remove');
  person('member').react(direct, '❌');
  await until(() => directsOf('member').length === before - 1, 'the direct message to go');
});

it('works on messages from before a restart', async () => {
  const message = await grid();
  await live.killAndRestart();
  person('member').react(message, '❌');
  await until(() => shown(message.id) === undefined, 'the message to go');
});

it('closed direct messages are told once, in a short reply', async () => {
  const message = await grid('owner');
  live.playground.fault({ kind: 'close-direct-messages', userId: person('owner').id });
  person('owner').react(message, '✉️');
  const reply = await live.playground.messages.until(
    (m) => m.message_reference?.message_id === message.id,
    { timeoutMs: 20_000, what: 'a reply' },
  );
  expect(reply.content).toContain(`<@${person('owner').id}> Your direct messages are closed`);
  expect(reply.mentions.map(({ id }) => id)).toEqual([person('owner').id]);
});
