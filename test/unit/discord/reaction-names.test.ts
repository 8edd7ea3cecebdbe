/** How: the router on a playground that keeps every call; what is looked up in Discord is what the router took. */
import { expect, it, onTestFinished } from 'vitest';
import { createDirectMessenger } from '#discord/delivery/direct-messenger.ts';
import { createReactionRouter } from '#discord/gateway/take-reaction.ts';
import { listeningLog, setUpEdge } from '#test/fixtures/discord-edge.ts';

it.each([
  ['❌', 1],
  ['✉️', 1],
  ['👍', 0],
  // Custom emoji are called as their server likes, also as what every object has.
  ['constructor', 0],
  ['toString', 0],
  ['__proto__', 0],
])('of the emoji %s, %i are looked into', async (name, taken) => {
  const { playground, rest, scripted, clock, stop } = await setUpEdge();
  onTestFinished(stop);
  const router = createReactionRouter({
    limits: { take: () => ({ kind: 'allowed' }) },
    application: scripted.application,
    directMessenger: createDirectMessenger({ rest, clock }),
    rest,
    log: listeningLog().log,
    botUserId: () => playground.botId,
  });
  router.handle({
    user_id: playground.person('member').id,
    channel_id: playground.channelId('lantern-room'),
    message_id: '1490000000000000000',
    guild_id: null,
    emoji: { name },
  });
  await router.idle();
  expect(playground.traffic.of('get-message')).toHaveLength(taken);
});
