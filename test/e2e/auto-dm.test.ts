/** How: a member of the playground asks for copies by direct message, which are then read. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({ environment: { STUDIO_SECONDS: '0' } });
});
afterAll(async () => {
  await live?.close();
});

const person = (role: string) => live.playground.person(role);
const channel = () => live.playground.channelId('lantern-room');
const directsOf = (role: string) => person(role).sees(person(role).directChannelId());

async function grid(role: string) {
  const act = await person(role).command(channel(), 'imagine', { prompt: 'a fox' });
  const progress = await act.reply();
  return live.final(channel(), (m) => m.message_reference?.message_id === progress.id);
}

async function toggle(role: string): Promise<string> {
  const reply = await (await person(role).command(channel(), 'prefer auto_dm')).reply();
  return reply.embeds[0]?.title ?? '';
}

it('sends every result to who turned it on, once, and to nobody else', async () => {
  expect(await toggle('member')).toBe('Auto-DM turned on!');
  await grid('owner');
  const own = await grid('member');
  const copies = (count: number) =>
    live.playground.until(() => directsOf('member').length === count, {
      timeoutMs: 20_000,
      what: `${count} direct messages`,
    });
  await copies(1);
  expect(directsOf('member')[0]?.attachments).toHaveLength(4);
  expect(directsOf('member')[0]?.content).toContain('**Job ID**');
  await person('member').press(own, { label: 'U2' });
  await copies(2);
  expect(directsOf('member')[1]?.attachments).toHaveLength(1);
  await live.killAndRestart();
  expect(await toggle('member')).toBe('Auto-DM turned off!');
  await grid('member');
  expect(directsOf('member')).toHaveLength(2);
  expect(directsOf('owner')).toEqual([]);
});

it('closed direct messages turn it off, which that person alone is told', async () => {
  await toggle('owner');
  live.playground.fault({ kind: 'close-direct-messages', userId: person('owner').id });
  await grid('owner');
  const isTold = () =>
    person('owner')
      .sees(channel())
      .filter(({ content }) => content.includes('`/prefer auto_dm`'));
  await live.playground.until(() => isTold().length > 0, {
    timeoutMs: 20_000,
    what: 'word of it',
  });
  expect((isTold()[0]?.flags ?? 0) & 64).toBe(64);
  expect(await toggle('owner')).toBe('Auto-DM turned on!');
});
